import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type Clock, type Hub, LiveLink, type StationSnapshot } from './link';

class FakeHub implements Hub {
  calls: string[] = [];
  fail: Error | null = null;
  private handlers = new Map<string, (payload: never) => void>();
  private closed: () => void = () => undefined;

  start = () => (this.calls.push('start'), this.fail ? Promise.reject(this.fail) : Promise.resolve());
  stop = () => (this.calls.push('stop'), Promise.resolve());
  invoke = <T>(method: string, ...args: unknown[]) => {
    this.calls.push([method, ...args].join(' '));
    return Promise.resolve({ recent: [] } as T);
  };
  on = (event: string, listener: (payload: never) => void) => void this.handlers.set(event, listener);
  onclose = (listener: () => void) => void (this.closed = listener);
  send = (event: string, payload: unknown) => this.handlers.get(event)!(payload as never);
  drop = () => this.closed();
}

class FakeClock implements Clock {
  time = 0;
  private timers: { at: number; run: () => void }[] = [];
  now = () => this.time;
  after = (ms: number, run: () => void) => {
    const timer = { at: this.time + ms, run };
    this.timers.push(timer);
    return () => void (this.timers = this.timers.filter((t) => t !== timer));
  };
  async pass(ms: number) {
    this.time += ms;
    const due = this.timers.filter((t) => t.at <= this.time);
    this.timers = this.timers.filter((t) => t.at > this.time);
    due.forEach((t) => t.run());
    await settle();
  }
}

const settle = async () => {
  for (let i = 0; i < 10; i++) await Promise.resolve();
};

describe('LiveLink', () => {
  let hub: FakeHub;
  let clock: FakeClock;
  let link: LiveLink;

  beforeEach(async () => {
    hub = new FakeHub();
    clock = new FakeClock();
    link = new LiveLink(hub, clock);
    link.start();
    await settle();
  });

  it('watches the fleet once connected and says that all must be read anew', async () => {
    const fresh = vi.fn();
    link.on('fresh', fresh);
    expect(hub.calls).toEqual(['start', 'watchFleet']);
    expect(link.state.phase).toBe('live');
    hub.drop();
    expect(link.state.phase).toBe('reconnecting');
    await clock.pass(1_000);
    expect(link.state.phase).toBe('live');
    expect(fresh).toHaveBeenCalledOnce();
  });

  it('subscribes its stations anew after an interruption, and not those it left', async () => {
    const snapshot = vi.fn<(s: StationSnapshot) => void>();
    link.watchStation('A', snapshot);
    const leave = link.watchStation('B', vi.fn());
    leave();
    await settle();
    expect(hub.calls.slice(2)).toEqual(['watchStation A', 'watchStation B', 'unwatchStation B']);
    hub.calls = [];
    hub.drop();
    await clock.pass(1_000);
    expect(hub.calls).toEqual(['start', 'watchFleet', 'watchStation A']);
    expect(snapshot).toHaveBeenCalledTimes(2);
  });

  it('subscribes its sites anew too, and asks for one again only while it is watched', async () => {
    const snapshot = vi.fn();
    const leave = link.watchSite('S', snapshot);
    link.askSite('S');
    link.askSite('T');
    await settle();
    expect(hub.calls.slice(2)).toEqual(['watchSite S', 'watchSite S']);
    expect(snapshot).toHaveBeenCalledTimes(2);
    hub.calls = [];
    hub.drop();
    link.askSite('S');
    await clock.pass(1_000);
    expect(hub.calls).toEqual(['start', 'watchFleet', 'watchSite S']);
    leave();
    link.askSite('S');
    await settle();
    expect(hub.calls.at(-1)).toBe('unwatchSite S');
  });

  it('waits longer after each failure, keeps the time of the last news, and tries at once when told', async () => {
    await clock.pass(3_000);
    hub.send('overview', {});
    hub.fail = new Error('refused');
    hub.drop();
    hub.calls = [];
    for (let i = 0; i < 4; i++) await clock.pass(60_000);
    expect(hub.calls.filter((c) => c === 'start')).toHaveLength(4);
    expect(link.state).toEqual({ phase: 'reconnecting', asOf: 3_000 });
    await clock.pass(1_000);
    hub.fail = null;
    link.retryNow();
    await settle();
    expect(link.state.phase).toBe('live');
  });

  it('notices silence, and news after it', async () => {
    await clock.pass(8_000);
    expect(link.state.phase).toBe('quiet');
    hub.send('stations', []);
    expect(link.state).toEqual({ phase: 'live', asOf: 8_000 });
  });

  it('hands on what the server sends', () => {
    const stations = vi.fn();
    const leave = link.on('stations', stations);
    hub.send('stations', [{ id: 'A' }]);
    leave();
    hub.send('stations', [{ id: 'B' }]);
    expect(stations.mock.calls).toEqual([[[{ id: 'A' }]]]);
  });

  it('stays down while paused and reports a refused session', async () => {
    const refused = vi.fn();
    link.on('unauthorised', refused);
    link.pause();
    hub.drop();
    hub.calls = [];
    await clock.pass(60_000);
    expect(hub.calls).toEqual([]);
    expect(link.state.phase).toBe('paused');
    hub.fail = Object.assign(new Error('no'), { statusCode: 401 });
    link.start();
    await settle();
    expect(refused).toHaveBeenCalledOnce();
  });
});
