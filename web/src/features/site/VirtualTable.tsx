import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useListKeys } from '@/ui/keyboard';
import { ariaSort, type Direction, SortButton } from '@/ui/SortButton';
import css from './site.module.css';

export interface Column<T> {
  label: string;
  /** CSS track, such as `minmax(80px, 1fr)`. */
  width: string;
  /** What the head sorts by; absent for a column that does not sort. */
  by?: string;
  first?: Direction;
  num?: boolean;
  /** Left out on a phone. */
  wideOnly?: boolean;
  render(row: T): ReactNode;
}

interface Props<T> {
  label: string;
  columns: Column<T>[];
  rows: T[];
  rowKey(row: T): string;
  sort?: string;
  order?: Direction;
  onSort?(by: string, order: Direction): void;
  onOpen?(row: T): void;
  isBad?(row: T): boolean;
  phone: boolean;
  empty: ReactNode;
}

const rowHeight = 34;

/** A table of any length: only the rows in sight are drawn. j and k move, Enter opens. */
export function VirtualTable<T>({ label, columns, rows, rowKey, sort, order, onSort, onOpen, isBad, phone, empty }: Props<T>) {
  const scroller = useRef<HTMLDivElement>(null);
  const [picked, setPicked] = useState<string | null>(null);
  const shown = phone ? columns.filter((column) => !column.wideOnly) : columns;
  const height = phone ? 44 : rowHeight;
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 10,
  });
  useEffect(() => {
    list.measure();
  }, [height, list]);
  useListKeys({
    count: rows.length,
    picked: picked === null ? -1 : rows.findIndex((row) => rowKey(row) === picked),
    pick: (index) => {
      setPicked(rows[index] ? rowKey(rows[index]) : null);
      if (index >= 0) list.scrollToIndex(index);
    },
    open: (index) => rows[index] && onOpen?.(rows[index]),
  });
  const gridTemplateColumns = shown.map((column) => column.width).join(' ');

  if (rows.length === 0) return empty;
  return (
    <div ref={scroller} className={`${css.virtual} live`} role="table" aria-label={label} aria-rowcount={rows.length + 1} tabIndex={0}>
      <div className={`${css.vrow} ${css.vhead}`} role="row" style={{ gridTemplateColumns }}>
        {shown.map(({ label: name, by, first = 'asc', num }) => (
          <div
            key={name}
            role="columnheader"
            className={num ? 'num' : undefined}
            aria-sort={ariaSort(by !== undefined && by === sort, order)}
          >
            {by === undefined || !onSort ? (
              name
            ) : (
              <SortButton label={name} by={by} sort={sort} order={order} first={first} onSort={onSort} />
            )}
          </div>
        ))}
      </div>
      <div role="rowgroup" style={{ height: list.getTotalSize(), position: 'relative' }}>
        {list.getVirtualItems().map(({ index, start }) => {
          const row = rows[index]!;
          const key = rowKey(row);
          return (
            <div
              key={key}
              role="row"
              aria-rowindex={index + 2}
              className={css.vrow}
              data-picked={key === picked || undefined}
              data-bad={isBad?.(row) || undefined}
              data-opens={onOpen ? '' : undefined}
              style={{ gridTemplateColumns, height, transform: `translateY(${start}px)`, position: 'absolute', insetInline: 0 }}
              onClick={() => {
                setPicked(key);
                onOpen?.(row);
              }}
            >
              {shown.map(({ label: name, num, render }) => (
                <div key={name} role="cell" className={num ? 'num' : 'cut'}>
                  {render(row)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}
