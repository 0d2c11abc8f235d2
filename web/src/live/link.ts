import type { Alarm, Message, OverviewNow, Sample, Station, Transaction } from '@/api/types';
import type { SiteChange, SiteSnapshot } from '@/api/siteTypes';
import { Emitter } from './emitter';

/** What the screens may know of the live connection. `quiet`: connected, yet nothing came for a while. */
export type LinkPhase = 'connecting' | 'live' | 'quiet' | 'reconnecting' | 'paused';

export interface LinkState {
  phase: LinkPhase;
  /** When the last news came, in our clock's milliseconds; null before the first. */
  asOf: number | null;
}

export interface StationSnapshot {
  station: Station;
  recent: Sample[];
  alarms: Alarm[];
}

export type LiveEvents = {
  stations: Station[];
  removed: string[];
  overview: OverviewNow;
  alarm: Alarm;
  transaction: Transaction;
  samples: { chargerId: string; samples: Sample[] };
  message: Message;
  site: SiteChange;
  /** The connection is up (again): whatever was missed must be read anew. */
  fresh: undefined;
  unauthorised: undefined;
};

const serverEvents = ['stations', 'removed', 'overview', 'alarm', 'transaction', 'samples', 'message', 'site'] as const;

/** The part of SignalR's HubConnection that the link uses. */
export interface Hub {
  start(): Promise<void>;
  stop(): Promise<void>;
  invoke<T>(method: string, ...args: unknown[]): Promise<T>;
  on(event: string, listener: (payload: never) => void): void;
  onclose(listener: () => void): void;
}

export interface Clock {
  now(): number;
  after(ms: number, run: () => void): () => void;
}

const browserClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

const quietAfterMs = 8_000;
const backoffMs = [500, 1_000, 2_000, 4_000, 8_000];

/** One connection for the whole console: keeps itself up, subscribes anew after every interruption. */
export class LiveLink extends Emitter<LiveEvents> {
  private current: LinkState = { phase: 'connecting', asOf: null };
  private readonly stateListeners = new Set<() => void>();
  private readonly watched = new Map<string, Set<(snapshot: StationSnapshot) => void>>();
  private readonly sites = new Map<string, Set<(snapshot: SiteSnapshot) => void>>();
  private wanted = false;
  private starting = false;
  private attempt = 0;
  private cancelRetry: (() => void) | null = null;
  private cancelQuiet: (() => void) | null = null;

  constructor(
    private readonly hub: Hub,
    private readonly clock: Clock = browserClock,
  ) {
    super();
    for (const event of serverEvents) {
      hub.on(event, (payload: never) => {
        this.heard();
        this.emit(event, payload);
      });
    }
    hub.onclose(() => this.lost());
  }

  get state(): LinkState {
    return this.current;
  }

  subscribeState(listener: () => void): () => void {
    this.stateListeners.add(listener);
    return () => this.stateListeners.delete(listener);
  }

  start(): void {
    this.wanted = true;
    this.attempt = 0;
    this.retryNow();
  }

  /** Hangs up until `start`; what is watched stays noted. */
  pause(): void {
    if (!this.wanted) return;
    this.wanted = false;
    this.cancelRetry?.();
    this.cancelQuiet?.();
    this.setState({ ...this.current, phase: 'paused' });
    void this.hub.stop();
  }

  /** Tries at once instead of waiting out the back-off, e.g. when the network is back. */
  retryNow(): void {
    if (!this.wanted || this.starting || this.current.phase === 'live' || this.current.phase === 'quiet') return;
    this.cancelRetry?.();
    void this.connect();
  }

  /** `onSnapshot` is called now and after every reconnection. Returns the way to stop watching. */
  watchStation(id: string, onSnapshot: (snapshot: StationSnapshot) => void): () => void {
    let set = this.watched.get(id);
    if (!set) this.watched.set(id, (set = new Set()));
    set.add(onSnapshot);
    if (this.isUp) void this.subscribe(id);
    return () => {
      set.delete(onSnapshot);
      if (set.size > 0 || this.watched.get(id) !== set) return;
      this.watched.delete(id);
      if (this.isUp) void this.hub.invoke('unwatchStation', id).catch(() => undefined);
    };
  }

  /** As `watchStation`, for a site; the snapshot also comes after `askSite`. */
  watchSite(id: string, onSnapshot: (snapshot: SiteSnapshot) => void): () => void {
    let set = this.sites.get(id);
    if (!set) this.sites.set(id, (set = new Set()));
    set.add(onSnapshot);
    this.askSite(id);
    return () => {
      set.delete(onSnapshot);
      if (set.size > 0 || this.sites.get(id) !== set) return;
      this.sites.delete(id);
      if (this.isUp) void this.hub.invoke('unwatchSite', id).catch(() => undefined);
    };
  }

  /** Asks for the whole of a watched site again, because a change was missed. */
  askSite(id: string): void {
    if (this.isUp && this.sites.has(id)) void this.subscribeSite(id);
  }

  private get isUp(): boolean {
    return this.current.phase === 'live' || this.current.phase === 'quiet';
  }

  private async connect(): Promise<void> {
    this.starting = true;
    try {
      await this.hub.start();
      await this.hub.invoke('watchFleet');
      this.attempt = 0;
      this.heard();
      this.emit('fresh', undefined);
      for (const id of this.watched.keys()) void this.subscribe(id);
      for (const id of this.sites.keys()) void this.subscribeSite(id);
    } catch (error) {
      if ((error as { statusCode?: number }).statusCode === 401) this.emit('unauthorised', undefined);
      await this.hub.stop().catch(() => undefined);
      this.lost();
    } finally {
      this.starting = false;
    }
  }

  private async subscribe(id: string): Promise<void> {
    try {
      const snapshot = await this.hub.invoke<StationSnapshot | null>('watchStation', id);
      if (snapshot) this.watched.get(id)?.forEach((listener) => listener(snapshot));
    } catch {
      // Unknown station, or the line broke: REST tells the first, `lost` sees to the second.
    }
  }

  private async subscribeSite(id: string): Promise<void> {
    try {
      const snapshot = await this.hub.invoke<SiteSnapshot | null>('watchSite', id);
      if (snapshot) this.sites.get(id)?.forEach((listener) => listener(snapshot));
    } catch {
      // As for stations.
    }
  }

  private heard(): void {
    if (!this.wanted) return;
    this.setState({ phase: 'live', asOf: this.clock.now() });
    this.cancelQuiet?.();
    this.cancelQuiet = this.clock.after(quietAfterMs, () => this.setState({ ...this.current, phase: 'quiet' }));
  }

  private lost(): void {
    this.cancelQuiet?.();
    if (!this.wanted) return;
    this.setState({ ...this.current, phase: this.current.asOf === null ? 'connecting' : 'reconnecting' });
    const wait = backoffMs[Math.min(this.attempt++, backoffMs.length - 1)]!;
    this.cancelRetry?.();
    this.cancelRetry = this.clock.after(wait * (0.75 + Math.random() / 2), () => {
      if (this.wanted && !this.starting) void this.connect();
    });
  }

  private setState(next: LinkState): void {
    // The exact second of the last news matters only once the news stop.
    const same = next.phase === this.current.phase && next.phase === 'live';
    this.current = next;
    if (!same) this.stateListeners.forEach((listener) => listener());
  }
}
