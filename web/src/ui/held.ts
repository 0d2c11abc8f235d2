import { type PointerEvent, useMemo, useState } from 'react';

export interface Held<T> {
  rows: T[];
  /** How many newer rows wait to be shown. */
  waiting: number;
}

/** The rows that stood there when holding began, in their order but with what is now known of them. */
export function holdRows<T, K>(rows: readonly T[], held: readonly K[], key: (row: T) => K): Held<T> {
  const byKey = new Map(rows.map((row) => [key(row), row]));
  const shown: T[] = [];
  for (const k of held) {
    const row = byKey.get(k);
    if (row === undefined) continue;
    shown.push(row);
    byKey.delete(k);
  }
  // Rows at the end come from "show more": they are wanted. Those before are news, and would push the rest down.
  let last = rows.length - 1;
  const tail: T[] = [];
  while (last >= 0 && byKey.has(key(rows[last]!))) tail.unshift(rows[last--]!);
  if (shown.length === 0) return { rows: [...rows], waiting: 0 };
  return { rows: [...shown, ...tail], waiting: byKey.size - tail.length };
}

/**
 * Keeps a list that grows at its top still while the pointer is on it or `hold` is true, so that nothing moves away
 * under a hand. Spread `area` on the list; `release` lets the news in.
 */
export function useHeld<T, K>(rows: readonly T[], key: (row: T) => K, hold: boolean) {
  const [pointed, setPointed] = useState(false);
  const [held, setHeld] = useState<readonly K[] | null>(null);
  const holding = hold || pointed;
  if (holding && held === null && rows.length > 0) setHeld(rows.map(key));
  else if (!holding && held !== null) setHeld(null);
  const shown = useMemo<Held<T>>(() => (held === null ? { rows: [...rows], waiting: 0 } : holdRows(rows, held, key)), [rows, held, key]);
  const area = useMemo(
    () => ({
      onPointerEnter: (event: PointerEvent) => setPointed(event.pointerType === 'mouse'),
      onPointerLeave: () => setPointed(false),
    }),
    [],
  );
  return { ...shown, area, release: () => setHeld(null) };
}
