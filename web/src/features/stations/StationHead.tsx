import { Checkbox } from '@mantine/core';
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
  /** Of the stations that fit, which are selected; null where nothing may be selected. */
  ticked: 'all' | 'some' | 'none' | null;
  onTickAll(all: boolean): void;
}

export const StationHead = memo(function StationHead({ sort, order, onSort, ticked, onTickAll }: Props) {
  return (
    <div role="row" className={`${css.row} ${css.headRow}`}>
      {ticked !== null && (
        <div role="columnheader" className={css.tick}>
          <Checkbox
            aria-label="Select every station that fits"
            checked={ticked === 'all'}
            indeterminate={ticked === 'some'}
            onChange={(event) => onTickAll(event.currentTarget.checked)}
          />
        </div>
      )}
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
