import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import type { Station } from '@/api/types';
import { fleet } from './fleet';
import { link } from './hub';
import type { LinkState } from './link';
import { serverNow } from './serverClock';
import { subscribeTick } from './ticker';

export const useLink = (): LinkState =>
  useSyncExternalStore(
    useCallback((listener) => link.subscribeState(listener), []),
    () => link.state,
  );

/** One station's state; renders only when that station changed. */
export const useStation = (id: string): Station | undefined =>
  useSyncExternalStore(
    useCallback((listener) => fleet.subscribeRow(id, listener), [id]),
    () => fleet.get(id),
  );

/** Changes when any station did, at most once per `everyMs`; for lists and sums over the whole fleet. */
export function useFleetVersion(everyMs = 1000): number {
  const [version, setVersion] = useState(fleet.version);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const take = () => {
      timer = undefined;
      setVersion(fleet.version);
    };
    const onChange = () => {
      if (fleet.version === 1) take();
      else timer ??= setTimeout(take, everyMs);
    };
    const leave = fleet.subscribeList(onChange);
    take();
    return () => {
      leave();
      clearTimeout(timer);
    };
  }, [everyMs]);
  return version;
}

/** The hub's present, refreshed every `everyMs` while the page is visible. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => subscribeTick(everyMs, () => setNow(serverNow())), [everyMs]);
  return now;
}
