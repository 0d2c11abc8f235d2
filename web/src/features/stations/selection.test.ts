import { describe, expect, it } from 'vitest';
import { ticked, tickedOf, withAll } from './selection';

const ids = ['A', 'B', 'C', 'D', 'E'];
const set = (...some: string[]) => new Set(some);

describe('the selection of stations', () => {
  it('ticks and unticks one', () => {
    expect(ticked(set('A'), ids, 'C', null)).toEqual(set('A', 'C'));
    expect(ticked(set('A', 'C'), ids, 'C', null)).toEqual(set('A'));
  });

  it('takes all between two, whichever way, and lets them go together', () => {
    expect(ticked(set('D'), ids, 'B', 'D')).toEqual(set('B', 'C', 'D'));
    expect(ticked(set('B', 'C', 'D', 'E'), ids, 'D', 'B')).toEqual(set('E'));
  });

  it('takes one alone when the other is no longer in the list', () => {
    expect(ticked(set(), ids, 'B', 'GONE')).toEqual(set('B'));
    expect(ticked(set(), ids, 'GONE', 'B')).toEqual(set('GONE'));
  });

  it('takes or leaves all that the list shows, and nothing else', () => {
    expect(withAll(set('HIDDEN'), ids, true)).toEqual(set('HIDDEN', ...ids));
    expect(withAll(set('HIDDEN', 'A'), ids, false)).toEqual(set('HIDDEN'));
  });

  it('knows whether all, some or none are ticked', () => {
    expect([
      tickedOf(set(), ids),
      tickedOf(set('HIDDEN'), ids),
      tickedOf(set('A'), ids),
      tickedOf(set(...ids), ids),
      tickedOf(null, ids),
    ]).toEqual(['none', 'none', 'some', 'all', null]);
    expect(tickedOf(set('A'), [])).toBe('none');
  });
});
