import { useEffect, useRef } from 'react';

/** True when a key press belongs to a field or a dialog and not to the page. */
export function isTaken(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return true;
  const target = event.target as HTMLElement | null;
  if (target?.closest('input:not([type=checkbox]), textarea, select, [contenteditable]')) return true;
  return document.querySelector('[role=dialog], [role=menu]') !== null;
}

interface ListKeys {
  count: number;
  picked: number;
  pick(index: number): void;
  open(index: number): void;
  /** Other keys of the list, by `event.key`. */
  more?: Record<string, (index: number) => void>;
}

/** j and k (or the arrows while the list has the focus) move, Enter opens, Home and End jump. */
export function useListKeys(keys: ListKeys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTaken(event)) return;
      const { count, picked, pick, open, more } = latest.current;
      if (count === 0) return;
      const go = (index: number) => {
        event.preventDefault();
        pick(Math.max(0, Math.min(count - 1, index)));
      };
      if (event.key === 'j') go(picked + 1);
      else if (event.key === 'k') go(picked < 0 ? count - 1 : picked - 1);
      else if (picked < 0 || picked >= count) return;
      else if (event.key === 'Enter') {
        // A focused link or button keeps its own Enter.
        if ((event.target as HTMLElement | null)?.closest('a, button, summary')) return;
        event.preventDefault();
        open(picked);
      } else if (event.key === 'Escape') pick(-1);
      else if (more?.[event.key]) {
        event.preventDefault();
        more[event.key]!(picked);
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
