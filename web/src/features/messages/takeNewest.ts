import type { Page } from '@/api/http';
import type { Pages } from '@/live/patchPages';

/**
 * A log, newest first, with its newest page read again. New rows go on top; when they are so many that the page does not
 * reach down to the log, the page is all there is, for a hole would not be seen. Of more than `most` rows the oldest go, so
 * that "show older" goes on exactly behind the last one kept. The same object comes back when nothing is new.
 */
export function takeNewest<T extends { id: number }>(data: Pages<T>, page: Page<T>, most: number): Pages<T> {
  const known = data.pages.flatMap((p) => p.rows);
  const newest = known[0]?.id ?? -Infinity;
  const fresh = page.rows.filter((row) => row.id > newest);
  if (fresh.length === 0) return data;
  if (fresh.length === page.rows.length) return { pages: [page], pageParams: [null] };
  const rows = [...fresh, ...known];
  if (rows.length > most) {
    const kept = rows.slice(0, most);
    return { pages: [{ rows: kept, next: String(kept.at(-1)!.id) }], pageParams: [null] };
  }
  const [first, ...others] = data.pages;
  return { ...data, pages: [{ ...first!, rows: [...fresh, ...first!.rows] }, ...others] };
}
