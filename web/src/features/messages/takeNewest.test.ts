import { describe, expect, it } from 'vitest';
import { takeNewest } from './takeNewest';

const rows = (...ids: number[]) => ids.map((id) => ({ id }));
const log = {
  pages: [
    { rows: rows(5, 4), next: '4' },
    { rows: rows(3, 2), next: null },
  ],
  pageParams: [null, '4'],
};

describe('the newest page of a log', () => {
  it('adds what is new on top of the first page', () => {
    const next = takeNewest(log, { rows: rows(7, 6, 5), next: '5' }, 10);
    expect(next.pages.map((p) => p.rows)).toEqual([rows(7, 6, 5, 4), rows(3, 2)]);
    expect(next.pages[0]!.next).toBe('4');
  });

  it('changes nothing when nothing is new', () => {
    expect(takeNewest(log, { rows: rows(5, 4), next: '4' }, 10)).toBe(log);
    expect(takeNewest(log, { rows: [], next: null }, 10)).toBe(log);
  });

  it('begins anew rather than hiding a hole', () => {
    const page = { rows: rows(90, 89), next: '89' };
    expect(takeNewest(log, page, 10)).toEqual({ pages: [page], pageParams: [null] });
    const empty = { pages: [{ rows: rows(), next: null }], pageParams: [null] };
    expect(takeNewest(empty, page, 10)).toEqual({ pages: [page], pageParams: [null] });
  });

  it('keeps the newest and pages on behind the last one kept', () => {
    expect(takeNewest(log, { rows: rows(6, 5), next: '5' }, 3)).toEqual({
      pages: [{ rows: rows(6, 5, 4), next: '4' }],
      pageParams: [null],
    });
  });
});
