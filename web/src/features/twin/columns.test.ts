import { describe, expect, it } from 'vitest';
import { besideEachOther, efficiencyPct, endOfLife } from './columns';

describe('two runs on one axis', () => {
  it('takes every point of both once, in order of time', () => {
    expect(besideEachOther([0, 10, 20], [[1, 2, 3]], [0, 15], [[7, 8]])).toEqual([
      [0, 10, 15, 20],
      [1, 2, undefined, 3],
      [7, undefined, 8, undefined],
    ]);
  });

  it('keeps both points of a jump, which have one time', () => {
    expect(besideEachOther([0, 5, 5], [[1, 2, 3]], [], [])).toEqual([
      [0, 5, 5],
      [1, 2, 3],
    ]);
  });
});

describe('efficiency', () => {
  it('is told of a run that came back to where it began alone', () => {
    expect(efficiencyPct({ chargedAh: 5, dischargedAh: 5, chargedWh: 20, dischargedWh: 18 })).toBeCloseTo(90);
    expect(efficiencyPct({ chargedAh: 5, dischargedAh: 4, chargedWh: 20, dischargedWh: 14 })).toBeNull();
    expect(efficiencyPct({ chargedAh: 0, dischargedAh: 5, chargedWh: 0, dischargedWh: 18 })).toBeNull();
  });
});

describe('end of life', () => {
  it('is the cycle that fell below', () => expect(endOfLife([4.9, 4.2, 3.9, 3.8], 5, 0.8)).toBe(3));
  it('follows the last half straight on', () => expect(endOfLife([5, 4.99, 4.98, 4.97, 4.96, 4.95], 5, 0.8)).toBe(101));
  it('is unknown for a cell that does not fade, and for too few cycles', () => {
    expect(endOfLife([5, 5, 5, 5, 5, 5], 5, 0.8)).toBeNull();
    expect(endOfLife([5, 4.9], 5, 0.8)).toBeNull();
  });
});
