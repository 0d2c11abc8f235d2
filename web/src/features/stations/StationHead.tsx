import { memo } from 'react';
import type { Direction, Sort } from './order';
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
      {columns.map((column) => {
        const on = column.sort === sort;
        return (
          <div
            key={column.label}
            role="columnheader"
            className={column.number ? 'num' : undefined}
            aria-sort={on ? (order === 'asc' ? 'ascending' : 'descending') : undefined}
          >
            {column.sort ? (
              <button
                type="button"
                className={css.sort}
                data-on={on || undefined}
                onClick={() => onSort(column.sort!, on ? (order === 'asc' ? 'desc' : 'asc') : (column.first ?? 'asc'))}
              >
                {column.label}
                <span aria-hidden="true" className={css.arrow}>
                  {on ? (order === 'asc' ? '↑' : '↓') : ''}
                </span>
              </button>
            ) : (
              column.label
            )}
          </div>
        );
      })}
    </div>
  );
});
