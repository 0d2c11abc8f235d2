import { afterEach, describe, expect, it, vi } from 'vitest';
import { getAll, withParams } from './http';

/** A hub whose list has this many rows, numbered from 0, with the key of a page being its last row. */
function hubWith(rows: number): string[] {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (address: string) => {
    asked.push(address);
    const query = new URL(address, 'http://hub').searchParams;
    const from = query.get('after') === null ? 0 : Number(query.get('after')) + 1;
    const to = Math.min(rows, from + Number(query.get('limit')));
    const page = Array.from({ length: to - from }, (_, i) => ({ id: from + i }));
    return Promise.resolve(Response.json(page, { headers: to < rows ? { 'X-Next-After': String(to - 1) } : {} }));
  });
  return asked;
}

describe('every row of a list', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('is read page by page and keeps the filters', async () => {
    const asked = hubWith(2_300);
    const { rows, cut } = await getAll<{ id: number }>('/alarms?open=true', 5_000);
    expect(rows.map((row) => row.id)).toEqual(Array.from({ length: 2_300 }, (_, i) => i));
    expect(cut).toBe(false);
    expect(asked).toEqual([
      '/api/v1/alarms?open=true&limit=1000',
      '/api/v1/alarms?open=true&limit=1000&after=999',
      '/api/v1/alarms?open=true&limit=1000&after=1999',
    ]);
  });

  it('ends at the most that is wanted, and says that there is more', async () => {
    hubWith(2_300);
    const { rows, cut } = await getAll('/messages', 1_500);
    expect([rows.length, cut]).toEqual([1_500, true]);
  });

  it('is not cut when it ends exactly there', async () => {
    hubWith(1_500);
    expect(await getAll('/messages', 1_500)).toMatchObject({ cut: false });
    hubWith(0);
    expect(await getAll('/messages', 1_500)).toEqual({ rows: [], cut: false });
  });
});

describe('an address with parameters', () => {
  it('leaves out what is empty, and adds to what is asked already', () => {
    expect(withParams('/a', { b: null, c: '', d: undefined })).toBe('/a');
    expect(withParams('/a?b=1', { c: 'x y', d: false })).toBe('/a?b=1&c=x+y&d=false');
  });
});
