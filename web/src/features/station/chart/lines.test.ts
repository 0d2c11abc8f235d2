import { describe, expect, it } from 'vitest';
import type { MeterPoint } from '@/api/types';
import { align, choosePhases, gapAfter, historyLine, inSteps, joinLines, silences } from './lines';

describe('phases', () => {
  it('prefers the total, then one name per phase, never the neutral', () => {
    expect(choosePhases(['L1', null, 'L2'])).toEqual([null]);
    expect(choosePhases(['L3', 'N', 'L1-N', 'L2-N'])).toEqual(['L1-N', 'L2-N', 'L3']);
    expect(choosePhases([])).toEqual([null]);
    expect(choosePhases(['N'])).toEqual([null]);
  });
});

describe('history and live values', () => {
  const point = (at: string, value: number, min: number, max: number) => ({ at, value, min, max }) as MeterPoint;

  it('orders history and keeps the extremes of each step', () => {
    const line = historyLine(
      [point('1970-01-01T00:00:30Z', 5, 1, 9), point('1970-01-01T00:00:15Z', 4, 4, 4)],
      (at) => Date.parse(at) / 1000,
    );
    expect(line).toEqual({ times: [15, 30], values: [4, 5], low: [4, 1], high: [4, 9], breaks: [] });
  });

  it('goes over to the live values where it ends, its last step being half full', () => {
    const history = { times: [0, 1, 2], values: [10, 20, 25], low: [9, 19, 24], high: [11, 21, 26] };
    expect(joinLines(history, { times: [0.5, 1.5, 2.5, 3.5], values: [1, 2, 30, 40] }, 1)).toEqual({
      times: [0, 1, 2.5, 3.5],
      values: [10, 20, 30, 40],
      low: [9, 19, 30, 40],
      high: [11, 21, 30, 40],
      breaks: [],
    });
    expect(joinLines(history, { times: [2.5, 3], values: [30, 40] }, 1).values).toEqual([10, 20, 25, 40]);
    expect(joinLines({ times: [], values: [] }, { times: [3], values: [30] }, 1).values).toEqual([30]);
    expect(joinLines(history, { times: [], values: [] }, 1).values).toEqual([10, 20, 25]);
  });

  it('judges silence in each part by itself, and between them', () => {
    const steps = [0, 15, 30, 45, 150, 165, 180, 195];
    const history = { times: steps, values: steps, breaks: silences(steps) };
    const seconds = [200, 201, 210, 211, 212, 213, 214, 230, 231];
    const live = { times: seconds, values: seconds, breaks: silences(seconds) };
    expect(joinLines(history, live, 15)).toMatchObject({ times: [...steps, ...seconds.slice(2)], breaks: [3, 12] });
    const later = seconds.map((t) => t + 100);
    expect(joinLines(history, { times: later, values: later }, 15).breaks).toEqual([3, 7]);
    expect(joinLines(history, { times: [], values: [] }, 15).breaks).toEqual([3]);
  });

  it('gathers live values into the same steps', () => {
    expect(inSteps({ times: [14, 15, 20, 29, 31], values: [1, 10, 20, 60, 5] }, 15)).toEqual({
      times: [0, 15, 30],
      values: [1, 30, 5],
      low: [1, 10, 5],
      high: [1, 60, 5],
      breaks: [],
    });
    expect(inSteps({ times: [], values: [] }, 15).times).toEqual([]);
  });
});

describe('one axis for several lines', () => {
  it('leaves a line alone where another has readings', () => {
    expect(
      align([
        { times: [1, 3], values: [10, 30] },
        { times: [2], values: [5] },
      ]),
    ).toEqual([
      [1, 2, 3],
      [10, undefined, 30],
      [undefined, 5, undefined],
    ]);
  });

  it('breaks a line where it says so, and only that one', () => {
    const [times, a, b] = align([
      { times: [1, 2, 20], values: [1, 2, 3], breaks: [1] },
      { times: [1, 11, 21], values: [7, 8, 9] },
    ]);
    expect(times[times.indexOf(2) + 1]).toBeCloseTo(2.001);
    expect(a![times.indexOf(2) + 1]).toBeNull();
    expect(b).not.toContain(null);
  });
});

describe('silence', () => {
  it('is judged by the usual distance, and not at all from two readings', () => {
    expect(gapAfter([0, 1, 2, 3])).toBe(5);
    expect(gapAfter([0, 60, 120, 200])).toBe(180);
    expect(silences([0, 1000])).toEqual([]);
    expect(silences([0, 1, 2, 3, 9, 10])).toEqual([3]);
  });
});
