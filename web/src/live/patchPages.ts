import type { Page } from '@/api/http';

export interface Pages<T> {
  pages: Page<T>[];
  pageParams: unknown[];
}

/**
 * A paged list, newest first, with news worked in: rows that are there are replaced where they stand (also when they no
 * longer fit the filter, so that nothing vanishes under the pointer); new ones that fit go to the top.
 * The same object comes back when nothing changed.
 */
export function patchPages<T extends { id: number }>(
  data: Pages<T> | undefined,
  news: ReadonlyMap<number, T>,
  fits: (row: T) => boolean,
): Pages<T> | undefined {
  if (!data || data.pages.length === 0) return data;
  const fresh = new Map(news);
  let changed = false;
  const pages = data.pages.map((page) => {
    if (!page.rows.some((row) => news.has(row.id))) return page;
    changed = true;
    return {
      ...page,
      rows: page.rows.map((row) => {
        fresh.delete(row.id);
        return news.get(row.id) ?? row;
      }),
    };
  });
  const newest = pages[0]!.rows[0]?.id ?? -Infinity;
  // One older than the newest shown belongs on a page that was not asked for.
  const added = [...fresh.values()].filter((row) => row.id > newest && fits(row)).sort((a, b) => b.id - a.id);
  if (added.length > 0) pages[0] = { ...pages[0]!, rows: [...added, ...pages[0]!.rows] };
  return changed || added.length > 0 ? { ...data, pages } : data;
}
