import { memo } from 'react';
import { ariaSort, type Direction, SortButton } from '@/ui/SortButton';
import type { Sort } from './order';
import css from './stations.module.css';

interface Column {
  label: string;
  sort?: Sort;
  /** Which way the first click sorts. */
  first?: Direction;
  number?: boolean;
}

const columns: Column[] = [
  { label: 'State', sort: 'status' },
  { label: 'Station', sort: 'id' },
  { label: 'Vendor, model', sort: 'vendor' },
  { label: 'Connectors' },
  { label: 'Power', sort: 'power', first: 'desc', number: true },
  { label: 'Current', sort: 'current', first: 'desc', number: true },
  { label: 'Limit', number: true },
  { label: 'Transaction' },
  { label: 'Last seen', sort: 'lastSeen', first: 'desc' },
  { label: 'Alarms', sort: 'alarms', first: 'desc' },
];

interface Props {
  sort: Sort;
  order: Direction;
  onSort(sort: Sort, order: Direction): void;
}

export const StationHead = memo(function StationHead({ sort, order, onSort }: Props) {
  return (
    <div role="row" className={`${css.row} ${css.headRow}`}>
      {columns.map((column) => (
        <div
          key={column.label}
          role="columnheader"
          className={column.number ? 'num' : undefined}
          aria-sort={ariaSort(column.sort === sort, order)}
        >
          {column.sort ? (
            <SortButton label={column.label} by={column.sort} sort={sort} order={order} first={column.first} onSort={onSort} />
          ) : (
            column.label
          )}
        </div>
      ))}
    </div>
  );
});
