import { describe, expect, it } from 'vitest';
import { Ring } from './ring';
import { TimeRing } from './timeRing';

describe('Ring', () => {
  it('keeps the newest and forgets the oldest', () => {
    const ring = new Ring<number>(3);
    [1, 2, 3, 4, 5].forEach((n) => ring.push(n));
    expect(ring.toArray()).toEqual([3, 4, 5]);
    expect([ring.at(0), ring.at(-1), ring.at(3), ring.at(-4)]).toEqual([3, 5, undefined, undefined]);
    ring.clear();
    expect(ring.toArray()).toEqual([]);
  });

  it('refuses a capacity that holds nothing', () => {
    expect(() => new Ring(0)).toThrow('capacity is 0');
    expect(() => new TimeRing(1.5)).toThrow('capacity is 1.5');
  });
});

describe('TimeRing', () => {
  const all = (ring: TimeRing) => ring.slice(-Infinity, Infinity);

  it('orders late values, replaces repeats, drops what is too old when full', () => {
    const ring = new TimeRing(4);
    ring.push(10, 1);
    ring.push(30, 3);
    ring.push(20, 2);
    ring.push(30, 33);
    expect(all(ring)).toEqual({ times: [10, 20, 30], values: [1, 2, 33] });
    ring.push(40, 4);
    ring.push(50, 5);
    expect(all(ring)).toEqual({ times: [20, 30, 40, 50], values: [2, 33, 4, 5] });
    ring.push(5, 0);
    expect(all(ring).times).toEqual([20, 30, 40, 50]);
    ring.push(35, 3.5);
    expect(all(ring)).toEqual({ times: [30, 35, 40, 50], values: [33, 3.5, 4, 5] });
    expect([ring.lastTime, ring.lastValue]).toEqual([50, 5]);
  });

  it('takes a neighbour on either side of a slice', () => {
    const ring = new TimeRing(10);
    for (let t = 1; t <= 9; t++) ring.push(t, t * t);
    expect(ring.slice(4, 6).times).toEqual([3, 4, 5, 6, 7]);
    expect(ring.slice(20, 30).times).toEqual([9]);
    expect(new TimeRing(2).slice(0, 1)).toEqual({ times: [], values: [] });
  });

  it('agrees with a sorted map under any order of arrival', () => {
    let seed = 7;
    const random = (n: number) => (seed = (seed * 48271) % 2147483647) % n;
    for (let round = 0; round < 200; round++) {
      const ring = new TimeRing(64);
      const model = new Map<number, number>();
      for (let i = 0; i < 60; i++) {
        const time = random(80);
        ring.push(time, i);
        model.set(time, i);
      }
      const times = [...model.keys()].sort((a, b) => a - b);
      expect(all(ring)).toEqual({ times, values: times.map((t) => model.get(t)) });
    }
  });
});
