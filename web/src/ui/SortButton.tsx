import css from './SortButton.module.css';

export type Direction = 'asc' | 'desc';

interface Props<S extends string> {
  label: string;
  /** What this column sorts by. */
  by: S;
  sort: S | undefined;
  order: Direction | undefined;
  /** Which way the first click sorts. */
  first?: Direction | undefined;
  onSort(sort: S, order: Direction): void;
}

/** The label of a column that sorts: the first click its own way, the next the other way. */
export function SortButton<S extends string>({ label, by, sort, order, first = 'asc', onSort }: Props<S>) {
  const on = by === sort;
  return (
    <button
      type="button"
      className={css.sort}
      data-on={on || undefined}
      onClick={() => onSort(by, on ? (order === 'asc' ? 'desc' : 'asc') : first)}
    >
      {label}
      {on && <span aria-hidden="true">{order === 'asc' ? ' ↑' : ' ↓'}</span>}
    </button>
  );
}

/** What a screen reader is told of a column's head; undefined where it does not sort now. */
export const ariaSort = (on: boolean, order: Direction | undefined) => (on ? (order === 'asc' ? 'ascending' : 'descending') : undefined);
