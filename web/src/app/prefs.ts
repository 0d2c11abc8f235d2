import { useSyncExternalStore } from 'react';
import type { Zone } from '@/format/time';

const key = 'busbar.zone';
const listeners = new Set<() => void>();
let zone: Zone = stored();

function stored(): Zone {
  try {
    return localStorage.getItem(key) === 'utc' ? 'utc' : 'local';
  } catch {
    return 'local';
  }
}

export function setZone(next: Zone): void {
  zone = next;
  try {
    localStorage.setItem(key, next);
  } catch {
    // Storage is blocked: the choice lasts as long as the page.
  }
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The time zone that the operator reads in. */
export const useZone = (): Zone => useSyncExternalStore(subscribe, () => zone);
