import { describe, expect, it } from 'vitest';
import type { TwinEstimate } from '@/api/twinTypes';
import { curvatureLine, endOfInterval, intervalWords, profileLine } from './profile';

describe('the line of a profile', () => {
  it('goes through what was tried, and is a parabola between where the rise is one', () => {
    const { x, y } = profileLine({ value: [-2, 0, 2], rise: [4, 0, 4] });
    expect(x[0]).toBe(-2);
    expect(x.at(-1)).toBe(2);
    expect(x.every((v, i) => i === 0 || v > x[i - 1]!)).toBe(true);
    x.forEach((v, i) => expect(y[i]).toBeCloseTo(v * v, 10));
  });

  it('keeps a single point, and none', () => {
    expect(profileLine({ value: [1], rise: [0] })).toEqual({ x: [1], y: [0] });
    expect(profileLine({ value: [], rise: [] })).toEqual({ x: [], y: [] });
  });
});

describe('what the curvature says', () => {
  const estimate: TwinEstimate = { parameter: 'resistance', value: 1.4, low: 1.3, high: 1.5, standardDeviation: 0.05, refusal: null };

  it('meets the end of the interval at 1.96 standard deviations', () => {
    expect(curvatureLine(estimate, [1.4 + 1.96 * 0.05])[0]).toBeCloseTo(endOfInterval, 2);
    expect(curvatureLine({ ...estimate, parameter: 'capacity' }, [1.4 * Math.exp(1.96 * 0.05)])[0]).toBeCloseTo(endOfInterval, 2);
  });

  it('is nothing where the parameter was refused', () =>
    expect(curvatureLine({ ...estimate, standardDeviation: null, refusal: 'no step' }, [1, 2])).toEqual([null, null]));
});

describe('an interval in words', () => {
  it('says which side is open', () => {
    expect(intervalWords({ low: 0.8, high: 0.9 })).toBe('0.8000 to 0.9000');
    expect(intervalWords({ low: 0.8, high: null })).toBe('from 0.8000 up');
    expect(intervalWords({ low: null, high: 0.9 })).toBe('up to 0.9000');
    expect(intervalWords({ low: null, high: null })).toBe('open on both sides');
  });
});
