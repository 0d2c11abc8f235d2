import { ariaSort, type Direction, SortButton } from './SortButton';

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

/** A column head of a table that sorts. */
export function SortHead<S extends string>({ className, ...button }: Props<S>) {
  return (
    <th className={className} aria-sort={ariaSort(button.by === button.sort, button.order)}>
      <SortButton {...button} />
    </th>
  );
}
