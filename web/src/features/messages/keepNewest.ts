import type { Pages } from '@/live/patchPages';

/** Cuts a paged list to its newest `most` rows, so that "show older" goes on exactly behind the last one kept. */
export function keepNewest<T extends { id: number }>(data: Pages<T>, most: number): Pages<T> {
  const total = data.pages.reduce((sum, page) => sum + page.rows.length, 0);
  if (total <= most) return data;
  const rows = data.pages.flatMap((page) => page.rows).slice(0, most);
  return { pages: [{ rows, next: String(rows.at(-1)!.id) }], pageParams: [null] };
}
