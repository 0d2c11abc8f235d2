import { describe, expect, it } from 'vitest';
import { addPower } from './power';

const at = (s: number) => new Date(s * 1000).toISOString();

describe('the hour of power', () => {
  it('adds a point per step and drops what is older than an hour', () => {
    const before = [
      { at: at(0), powerW: 1 },
      { at: at(10), powerW: 2 },
    ];
    expect(addPower(before, 15_000, 3)).toBe(before);
    expect(addPower(before, 20_000, 3)).toEqual([...before, { at: at(20), powerW: 3 }]);
    expect(addPower(before, 3_605_000, 4)).toEqual([before[1], { at: at(3605), powerW: 4 }]);
    expect(addPower(before, 9_000_000, 5)).toEqual([{ at: at(9000), powerW: 5 }]);
    expect(addPower([], 1_000, 6)).toEqual([{ at: at(1), powerW: 6 }]);
  });
});
