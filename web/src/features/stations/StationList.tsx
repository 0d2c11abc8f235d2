import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { useListKeys } from '@/ui/keyboard';
import type { Direction } from '@/ui/SortButton';
import type { Sort, Wanted } from './order';
import { StationHead } from './StationHead';
import { StationRow } from './StationRow';
import { ticked, tickedOf, withAll } from './selection';
import { useOrder } from './useOrder';
import css from './stations.module.css';

interface Props {
  wanted: Wanted;
  onSort(sort: Sort, order: Direction): void;
  /** Null where nothing may be selected. */
  selected: ReadonlySet<string> | null;
  onSelect(selected: ReadonlySet<string>): void;
  empty: ReactNode;
}

/** Where the list stood when it was last left, so that coming back from a station finds it as it was. */
let left = { search: '', offset: 0, picked: null as string | null };

export function StationList({ wanted, onSort, selected, onSelect, empty }: Props) {
  const navigate = useNavigate();
  const { search } = useLocation();
  const back = left.search === search ? left : null;
  const phone = useMediaQuery('(max-width: 900px)', undefined, { getInitialValueInEffect: false }) ?? false;
  const scroller = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState(false);
  const [picked, setPicked] = useState<string | null>(back?.picked ?? null);
  const ids = useOrder(wanted, pointed);
  const rows = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (phone ? 66 : 38),
    getItemKey: (index) => ids[index]!,
    overscan: 12,
    initialOffset: back?.offset ?? 0,
  });

  useEffect(() => {
    rows.measure();
  }, [phone, rows]);
  useEffect(() => {
    const element = scroller.current!;
    return () => {
      left = { ...left, search, offset: element.scrollTop };
    };
  }, [search]);
  useEffect(() => {
    left = { ...left, picked };
  }, [picked]);

  const latest = useRef({ ids, selected, last: null as string | null });
  useEffect(() => {
    latest.current = { ...latest.current, ids, selected };
  });
  const tick = useCallback(
    (id: string, range: boolean) => {
      const { ids, selected, last } = latest.current;
      if (selected === null) return;
      latest.current.last = id;
      onSelect(ticked(selected, ids, id, range ? last : null));
    },
    [onSelect],
  );

  const pathOf = (id: string) => `/stations/${encodeURIComponent(id)}`;
  useListKeys({
    count: ids.length,
    picked: picked === null ? -1 : ids.indexOf(picked),
    pick: (index) => {
      setPicked(ids[index] ?? null);
      if (index >= 0) rows.scrollToIndex(index);
    },
    open: (index) => void navigate(pathOf(ids[index]!)),
    more: { x: (index) => tick(ids[index]!, false) },
  });
  const tickAll = useCallback(
    (all: boolean) => {
      const { ids, selected } = latest.current;
      if (selected !== null) onSelect(withAll(selected, ids, all));
    },
    [onSelect],
  );
  const open = useCallback((id: string) => void navigate(pathOf(id)), [navigate]);

  return (
    <div
      ref={scroller}
      className={`${css.list} live`}
      role="table"
      aria-label="Stations"
      aria-rowcount={ids.length + 1}
      data-ticks={selected !== null || undefined}
      onPointerEnter={(event) => setPointed(event.pointerType === 'mouse')}
      onPointerLeave={() => setPointed(false)}
    >
      <StationHead sort={wanted.sort} order={wanted.order} onSort={onSort} ticked={tickedOf(selected, ids)} onTickAll={tickAll} />
      {ids.length === 0 ? (
        empty
      ) : (
        <div role="rowgroup" style={{ height: rows.getTotalSize(), position: 'relative' }}>
          {rows.getVirtualItems().map((row) => (
            <StationRow
              key={row.key}
              id={ids[row.index]!}
              index={row.index}
              top={row.start}
              picked={ids[row.index] === picked}
              ticked={selected?.has(ids[row.index]!) ?? null}
              onOpen={open}
              onTick={tick}
            />
          ))}
        </div>
      )}
    </div>
  );
}
