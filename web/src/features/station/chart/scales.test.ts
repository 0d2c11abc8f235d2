import { describe, expect, it } from 'vitest';
import { aroundScale, roundUp, zeroScale } from './scales';

describe('scales', () => {
  it.each([
    [0, 0],
    [-3, 0],
    [82, 100],
    [100, 100],
    [101, 125],
    [0.3, 0.32],
    [33_000, 40_000],
    [Number.NaN, 0],
  ])('%s rounds up to %s', (value, up) => expect(roundUp(value)).toBeCloseTo(up, 9));

  it('starts at 0, goes below only for values below, and is never flat', () => {
    expect(zeroScale(5, 90, 10)).toEqual([0, 100]);
    expect(zeroScale(null, null, 10)).toEqual([0, 10]);
    expect(zeroScale(-7, 3, 10)).toEqual([-8, 10]);
  });

  it('frames a voltage in whole steps', () => {
    expect(aroundScale(396, 401, 10)).toEqual([390, 410]);
    expect(aroundScale(400, 400, 10)).toEqual([390, 410]);
    expect(aroundScale(null, null, 10)).toEqual([0, 10]);
  });
});
