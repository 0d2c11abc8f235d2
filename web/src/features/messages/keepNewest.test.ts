import { describe, expect, it } from 'vitest';
import { keepNewest } from './keepNewest';

const rows = (...ids: number[]) => ids.map((id) => ({ id }));

describe('keeping the newest', () => {
  it('cuts across pages and pages on from the last one kept', () => {
    const data = {
      pages: [
        { rows: rows(5, 4), next: '4' },
        { rows: rows(3, 2), next: null },
      ],
      pageParams: [null, '4'],
    };
    expect(keepNewest(data, 3)).toEqual({ pages: [{ rows: rows(5, 4, 3), next: '3' }], pageParams: [null] });
    expect(keepNewest(data, 4)).toBe(data);
  });
});
