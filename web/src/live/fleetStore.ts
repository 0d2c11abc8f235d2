import type { Station } from '@/api/types';

type Listener = () => void;

/** Runs `flush` once, a little later; the store never schedules twice before it ran. */
export type Schedule = (flush: () => void) => void;

/**
 * Every station's last known state. Changes are gathered (the latest per station wins) and handed to the screens
 * together, so that a burst of a thousand costs one pass; a row hears only of its own station.
 */
export class FleetStore {
  private stations = new Map<string, Station>();
  private pending = new Map<string, Station | null>();
  private rowListeners = new Map<string, Set<Listener>>();
  private listListeners = new Set<Listener>();
  private scheduled = false;
  private loadedOnce = false;
  /** Ids that changed while a full read is under way: their news is newer than the read. */
  private changedWhileReading: Set<string> | null = null;

  /** Grows with every flush that changed something; a snapshot for `useSyncExternalStore`. */
  version = 0;

  constructor(private readonly schedule: Schedule) {}

  get loaded(): boolean {
    return this.loadedOnce;
  }

  get(id: string): Station | undefined {
    return this.stations.get(id);
  }

  all(): Iterable<Station> {
    return this.stations.values();
  }

  get size(): number {
    return this.stations.size;
  }

  apply(changed: readonly Station[]): void {
    for (const station of changed) this.put(station.id, station);
  }

  remove(ids: readonly string[]): void {
    for (const id of ids) this.put(id, null);
  }

  /** Call before a full read starts, `finishReading` with its rows, or `abandonReading` when it failed. */
  beginReading(): void {
    this.changedWhileReading = new Set();
  }

  abandonReading(): void {
    this.changedWhileReading = null;
  }

  finishReading(rows: readonly Station[]): void {
    const newer = this.changedWhileReading ?? new Set<string>();
    this.changedWhileReading = null;
    const read = new Set(rows.map((row) => row.id));
    for (const row of rows) if (!newer.has(row.id)) this.pending.set(row.id, row);
    for (const id of this.stations.keys()) if (!read.has(id) && !newer.has(id)) this.pending.set(id, null);
    this.loadedOnce = true;
    this.flush(true);
  }

  subscribeRow(id: string, listener: Listener): () => void {
    let set = this.rowListeners.get(id);
    if (!set) this.rowListeners.set(id, (set = new Set()));
    set.add(listener);
    return () => {
      set.delete(listener);
      if (set.size === 0 && this.rowListeners.get(id) === set) this.rowListeners.delete(id);
    };
  }

  subscribeList(listener: Listener): () => void {
    this.listListeners.add(listener);
    return () => this.listListeners.delete(listener);
  }

  private put(id: string, station: Station | null): void {
    this.pending.set(id, station);
    this.changedWhileReading?.add(id);
    if (this.scheduled) return;
    this.scheduled = true;
    this.schedule(() => {
      this.scheduled = false;
      this.flush(false);
    });
  }

  private flush(force: boolean): void {
    if (this.pending.size === 0 && !force) return;
    const changed = this.pending;
    this.pending = new Map();
    for (const [id, station] of changed) {
      if (station) this.stations.set(id, station);
      else this.stations.delete(id);
    }
    this.version++;
    for (const id of changed.keys()) this.rowListeners.get(id)?.forEach((listener) => listener());
    this.listListeners.forEach((listener) => listener());
  }
}
