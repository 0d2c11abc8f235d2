import { useEffect, useMemo, useRef, useState } from 'react';
import { fleet } from '@/live/fleet';
import { useFleetVersion } from '@/live/hooks';
import { orderStations, runningSorts, type Wanted } from './order';

const restMs = 5_000;

/**
 * The list's order. What the operator asks for takes effect at once; what the fleet does by itself waits while the
 * pointer is on the list, and an order by running values is refreshed every few seconds only.
 */
export function useOrder(wanted: Wanted, held: boolean): string[] {
  const version = useFleetVersion(1000);
  const [taken, setTaken] = useState(version);
  const takenAt = useRef(0);
  const { search, status, sort, order } = wanted;

  useEffect(() => {
    if (version === taken) return;
    const first = takenAt.current === 0;
    const wait = first || !runningSorts.includes(sort) ? 0 : takenAt.current + restMs - performance.now();
    if (held && !first) return;
    const timer = setTimeout(
      () => {
        takenAt.current = performance.now();
        setTaken(version);
      },
      Math.max(0, wait),
    );
    return () => clearTimeout(timer);
  }, [version, taken, held, sort]);

  // eslint-disable-next-line react-hooks/exhaustive-deps -- `taken` stands for what the store holds
  return useMemo(() => orderStations(fleet.all(), { search, status, sort, order }), [taken, search, status, sort, order]);
}
