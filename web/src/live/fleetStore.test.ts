import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Station } from '@/api/types';
import { FleetStore } from './fleetStore';

const station = (id: string, powerW: number): Station => ({ id, powerW }) as Station;

describe('FleetStore', () => {
  let flush: (() => void)[];
  let store: FleetStore;

  beforeEach(() => {
    flush = [];
    store = new FleetStore((run) => flush.push(run));
  });

  const runFlush = () => flush.splice(0).forEach((run) => run());

  it('keeps the latest per station and tells each listener once per flush', () => {
    const rowA = vi.fn();
    const rowB = vi.fn();
    const list = vi.fn();
    store.subscribeRow('A', rowA);
    store.subscribeRow('B', rowB);
    store.subscribeList(list);
    for (let w = 1; w <= 100; w++) store.apply([station('A', w)]);
    expect(flush).toHaveLength(1);
    expect(store.get('A')).toBeUndefined();
    runFlush();
    expect(store.get('A')?.powerW).toBe(100);
    expect([rowA, rowB, list].map((f) => f.mock.calls.length)).toEqual([1, 0, 1]);
    expect(store.version).toBe(1);
  });

  it('does not let a full read overwrite what changed during it', () => {
    store.finishReading([station('A', 1), station('B', 1), station('C', 1)]);
    store.beginReading();
    store.apply([station('A', 2)]);
    store.remove(['B']);
    runFlush();
    store.apply([station('D', 2)]);
    store.finishReading([station('A', 1), station('B', 1)]);
    runFlush();
    expect([...store.all()].map((s) => [s.id, s.powerW])).toEqual([
      ['A', 2],
      ['D', 2],
    ]);
  });

  it('drops stations that a full read no longer has, and says that it is loaded', () => {
    expect(store.loaded).toBe(false);
    store.finishReading([]);
    expect(store.loaded).toBe(true);
    store.finishReading([station('A', 1)]);
    store.beginReading();
    store.abandonReading();
    expect(store.size).toBe(1);
    store.finishReading([]);
    expect(store.size).toBe(0);
  });

  it('forgets listeners that left', () => {
    const row = vi.fn();
    const leave = store.subscribeRow('A', row);
    leave();
    store.apply([station('A', 1)]);
    runFlush();
    expect(row).not.toHaveBeenCalled();
  });
});
