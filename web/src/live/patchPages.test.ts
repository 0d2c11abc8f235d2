import { describe, expect, it } from 'vitest';
import { type Pages, patchPages } from './patchPages';

interface Row {
  id: number;
  open: boolean;
}

const row = (id: number, open = true): Row => ({ id, open });
const list = (...pages: Row[][]): Pages<Row> => ({ pages: pages.map((rows) => ({ rows, next: null })), pageParams: [] });
const news = (...rows: Row[]) => new Map(rows.map((r) => [r.id, r]));
const isOpen = (r: Row) => r.open;

describe('news in a paged list', () => {
  it('replaces in place, on any page, even what no longer fits', () => {
    const next = patchPages(list([row(5), row(4)], [row(3)]), news(row(4, false), row(3, false)), isOpen)!;
    expect(next.pages.map((p) => p.rows)).toEqual([[row(5), row(4, false)], [row(3, false)]]);
  });

  it('puts new rows that fit on top, newest first', () => {
    const next = patchPages(list([row(5)]), news(row(6), row(8), row(7, false)), isOpen)!;
    expect(next.pages[0]!.rows.map((r) => r.id)).toEqual([8, 6, 5]);
  });

  it('leaves out old rows that were never shown, and returns the same object when nothing changed', () => {
    const before = list([row(5)], [row(4)]);
    expect(patchPages(before, news(row(2)), isOpen)).toBe(before);
    expect(patchPages(undefined, news(row(2)), isOpen)).toBeUndefined();
  });

  it('fills an empty list', () => {
    expect(patchPages(list([]), news(row(1)), isOpen)!.pages[0]!.rows).toEqual([row(1)]);
  });
});
