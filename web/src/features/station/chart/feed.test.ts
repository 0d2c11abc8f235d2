import { describe, expect, it, vi } from 'vitest';
import type { Sample } from '@/api/types';
import { StationFeed } from './feed';

const sample = (s: number, value: number, more: Partial<Sample> = {}): Sample =>
  ({
    connectorId: 1,
    measurand: 'Current.Import',
    phase: null,
    location: null,
    at: new Date(s * 1000).toISOString(),
    value,
    ...more,
  }) as Sample;

describe('a station feed', () => {
  it('keeps a ring per connector, measurand and phase, and tells once per batch', () => {
    const feed = new StationFeed();
    const told = vi.fn();
    feed.subscribe(told);
    feed.take([sample(1, 10), sample(2, 20), sample(2, 5, { phase: 'L1' }), sample(2, 7, { connectorId: 2 })]);
    expect(told).toHaveBeenCalledOnce();
    expect(feed.ring(1, 'Current.Import', null)?.slice(0, 10).values).toEqual([10, 20]);
    expect(feed.ring(1, 'Current.Import', 'L1')?.lastValue).toBe(5);
    expect(feed.ring(2, 'Current.Import', null)?.lastValue).toBe(7);
    expect(feed.ring(3, 'Current.Import', null)).toBeUndefined();
  });

  it('begins anew after an interruption', () => {
    const feed = new StationFeed();
    feed.take([sample(1, 10)]);
    feed.restart([sample(500, 20)]);
    expect(feed.ring(1, 'Current.Import', null)?.slice(0, 1000)).toEqual({ times: [500], values: [20] });
  });

  it('leaves out what was measured elsewhere and what has no time', () => {
    const feed = new StationFeed();
    feed.take([sample(1, 10, { location: 'Inlet' }), sample(1, 10, { at: 'soon' }), sample(1, 11, { location: 'Outlet' })]);
    expect(feed.ring(1, 'Current.Import', null)?.length).toBe(1);
  });

  it('shifts a station with a wrong clock by its first skew, and leaves small ones alone', () => {
    const ahead = new StationFeed();
    ahead.setSkew(60_000);
    ahead.setSkew(61_000);
    ahead.take([sample(100, 1)]);
    expect(ahead.ring(1, 'Current.Import', null)?.lastTime).toBe(40);
    const fine = new StationFeed();
    fine.setSkew(-1_500);
    expect(fine.shift).toBe(0);
  });
});
