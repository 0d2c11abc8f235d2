import { describe, expect, it } from 'vitest';
import { holdRows } from './held';

const row = (id: number, text = '') => ({ id, text });
const key = (r: { id: number }) => r.id;

describe('a held list', () => {
  it('keeps order, takes changes, and counts the news above', () => {
    const held = holdRows([row(5), row(4), row(3, 'new'), row(2)], [3, 2], key);
    expect(held).toEqual({ rows: [row(3, 'new'), row(2)], waiting: 2 });
  });

  it('lets further pages in at the end', () => {
    expect(holdRows([row(4), row(3), row(2), row(1)], [3, 2], key)).toEqual({ rows: [row(3), row(2), row(1)], waiting: 1 });
  });

  it('drops rows that are gone and shows another list at once', () => {
    expect(holdRows([row(2)], [3, 2], key)).toEqual({ rows: [row(2)], waiting: 0 });
    expect(holdRows([row(9), row(8)], [3, 2], key)).toEqual({ rows: [row(9), row(8)], waiting: 0 });
    expect(holdRows([row(9)], [], key)).toEqual({ rows: [row(9)], waiting: 0 });
  });
});
