import { describe, expect, it } from 'vitest';
import { flag, moment, oneOf, parseFilters, text, whole, writeFilters } from './filters';

const spec = { search: text, status: oneOf('connected', 'faulted'), open: flag, connector: whole, from: moment };

const parse = (query: string) => parseFilters(spec, new URLSearchParams(query));

describe('filters in the address', () => {
  it('reads what is valid', () => {
    expect(parse('search=%20north%20&status=faulted&open=false&connector=2&from=2025-11-20T14:02:11Z')).toEqual({
      search: 'north',
      status: 'faulted',
      open: false,
      connector: 2,
      from: '2025-11-20T14:02:11.000Z',
    });
  });

  it('takes what is not valid for absent', () => {
    expect(parse('search=%20&status=Faulted&open=yes&connector=-1&from=yesterday&other=1')).toEqual({});
  });

  it('writes changes, removes what is undefined or empty, leaves the rest alone', () => {
    const now = new URLSearchParams('tab=log&search=north&open=true');
    expect(writeFilters(spec, now, { search: '', open: undefined, status: 'connected', connector: 0 }).toString()).toBe(
      'tab=log&status=connected&connector=0',
    );
    expect(now.get('search')).toBe('north');
  });

  it('reads back what it wrote', () => {
    const filters = { search: 'a&b=c', status: 'connected', open: true, connector: 7, from: '2025-11-20T14:02:11.000Z' } as const;
    expect(parseFilters(spec, writeFilters(spec, new URLSearchParams(), filters))).toEqual(filters);
  });
});
