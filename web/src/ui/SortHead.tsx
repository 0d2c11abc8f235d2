import table from './table.module.css';

export type Direction = 'asc' | 'desc';

interface Props<S extends string> {
  label: string;
  /** What this column sorts by. */
  by: S;
  sort: S;
  order: Direction;
  /** Which way the first click sorts. */
  first?: Direction;
  className?: string | undefined;
  onSort(sort: S, order: Direction): void;
}

/** A column head that sorts: the first click its own way, the next the other way. */
export function SortHead<S extends string>({ label, by, sort, order, first = 'asc', className, onSort }: Props<S>) {
  const on = by === sort;
  return (
    <th className={className} aria-sort={on ? (order === 'asc' ? 'ascending' : 'descending') : undefined}>
      <button
        type="button"
        className={table.sort}
        data-on={on || undefined}
        onClick={() => onSort(by, on ? (order === 'asc' ? 'desc' : 'asc') : first)}
      >
        {label}
        {on && <span aria-hidden="true">{order === 'asc' ? ' ↑' : ' ↓'}</span>}
      </button>
    </th>
  );
}
