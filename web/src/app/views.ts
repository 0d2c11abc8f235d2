import { useSyncExternalStore } from 'react';

/** A page with its filters, under a name of the operator's own. Kept in this browser; the address itself is what is shared with others. */
export interface View {
  path: string;
  name: string;
  /** Without the question mark, in the order of the names. */
  query: string;
}

const key = 'busbar.views';
export const mostViews = 30;
export const longestName = 40;

/** The filters of an address, in the order of their names and without what is no filter, so that equal ones compare equal. */
export function queryOf(search: string, without?: string): string {
  const params = new URLSearchParams(search);
  if (without) params.delete(without);
  params.sort();
  return params.toString();
}

/** With this view, in place of one of the same name on the page; the oldest go when a page has too many. */
export function withView(views: readonly View[], view: View): View[] {
  const others = views.filter((other) => other.path !== view.path || other.name !== view.name);
  const ofPage = others.filter((other) => other.path === view.path);
  const dropped = new Set(ofPage.slice(0, Math.max(0, ofPage.length + 1 - mostViews)));
  return [...others.filter((other) => !dropped.has(other)), view];
}

export const withoutView = (views: readonly View[], { path, name }: View): View[] =>
  views.filter((other) => other.path !== path || other.name !== name);

/** What was stored, as far as it is what we store. */
export function readViews(text: string | null): View[] {
  try {
    const found: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(found) ? found.filter(isView) : [];
  } catch {
    return [];
  }
}

function isView(one: unknown): one is View {
  const view = one as Partial<Record<keyof View, unknown>> | null;
  return typeof view?.path === 'string' && view.path.startsWith('/') && typeof view.name === 'string' && typeof view.query === 'string';
}

const listeners = new Set<() => void>();
let views = stored();

function stored(): View[] {
  try {
    return readViews(localStorage.getItem(key));
  } catch {
    return [];
  }
}

function keep(next: View[]): void {
  views = next;
  try {
    localStorage.setItem(key, JSON.stringify(next));
  } catch {
    // Storage is blocked or full: they last as long as the page.
  }
  listeners.forEach((listener) => listener());
}

export const saveView = (view: View): void => keep(withView(stored(), view));
export const removeView = (view: View): void => keep(withoutView(stored(), view));

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useViews = (): readonly View[] => useSyncExternalStore(subscribe, () => views);
export const allViews = (): readonly View[] => views;
export const addressOf = ({ path, query }: View): string => (query ? `${path}?${query}` : path);
