import { describe, expect, it } from 'vitest';
import type { MeterPoint, Sample } from '@/api/types';
import { chartData } from './chartData';
import { StationFeed } from './feed';

const iso = (s: number) => new Date(s * 1000).toISOString();
const sample = (s: number, measurand: string, value: number, phase: string | null = null): Sample =>
  ({ connectorId: 1, measurand, phase, location: null, at: iso(s), value }) as Sample;
const point = (s: number, value: number, min = value, max = value): MeterPoint =>
  ({ at: iso(s), phase: null, value, min, max }) as MeterPoint;

const base = {
  live: true,
  connectorId: 1,
  label: 'Current',
  measurand: 'Current.Import',
  limit: 'Current.Offered',
  limitHistory: [],
  stepS: 15,
  flatLimit: null,
  from: 0,
  to: 100,
};

describe('what the chart draws', () => {
  it('joins history with live values, with the spread of each step, and the limit to the edge', () => {
    const feed = new StationFeed();
    feed.take([sample(90, 'Current.Import', 30), sample(90, 'Current.Offered', 32)]);
    const { lines, columns, last } = chartData({ ...base, feed, history: [point(60, 10, 5, 15), point(75, 20)] });
    expect(lines.map((l) => l.role)).toEqual(['value', 'low', 'high', 'limit']);
    expect(columns).toEqual([
      [60, 75, 90, 100],
      [10, 20, 30, undefined],
      [5, 20, 30, undefined],
      [15, 20, 30, undefined],
      [undefined, undefined, 32, 32],
    ]);
    expect(last).toBe(90);
  });

  it('draws up to three phases, without spread', () => {
    const feed = new StationFeed();
    feed.take(['L1', 'L2', 'L3', 'N'].map((phase, i) => sample(90, 'Current.Import', i, phase)));
    expect(chartData({ ...base, feed, history: [] }).lines).toEqual([
      { role: 'value', label: 'L1', color: 0 },
      { role: 'value', label: 'L2', color: 1 },
      { role: 'value', label: 'L3', color: 2 },
    ]);
  });

  it('draws a known limit flat when the station reports none, and knows when there is nothing at all', () => {
    const data = chartData({ ...base, feed: new StationFeed(), history: [], flatLimit: 16 });
    expect(data.lines.at(-1)).toMatchObject({ role: 'limit' });
    expect(data.columns.at(-1)).toEqual([16, 16]);
    expect(data.last).toBeNull();
  });

  it('draws the past from history alone, on our clock', () => {
    const feed = new StationFeed();
    feed.setSkew(60_000);
    feed.take([sample(150, 'Current.Import', 99)]);
    const { columns, last } = chartData({ ...base, feed, live: false, history: [point(120, 10)] });
    expect(columns[0]).toEqual([60]);
    expect(last).toBe(60);
  });
});
