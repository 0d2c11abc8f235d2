import { useSyncExternalStore } from 'react';
import { explain, postLines } from '@/api/http';
import { serverNow } from '@/live/serverClock';
import type { RunLine } from './results';

/** A command on its way to many stations, or what became of it. It goes on while other pages are looked at, and ends with the console. */
export interface Run {
  action: string;
  stations: number;
  perSecond: number;
  startedAt: number;
  endedAt: number | null;
  lines: readonly RunLine[];
  /** Stations that were dealt with. */
  done: number;
  /** By a hand. */
  stopped: boolean;
  error: { title: string; detail: string } | null;
}

const gatherMs = 250;

/** One at a time, outside of any page. `post` is what the hub is asked through, `later` what news are gathered by. */
export class BulkRun {
  private current: Run | null = null;
  private abort: AbortController | null = null;
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly post: typeof postLines,
    private readonly later: (tell: () => void) => void,
  ) {}

  get run(): Run | null {
    return this.current;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Ends when the run has. Does nothing while another one goes on. */
  async start(action: string, payload: Record<string, unknown>, chargerIds: string[], perSecond: number): Promise<void> {
    if (this.current !== null && this.current.endedAt === null) return;
    const lines: RunLine[] = [];
    const seen = new Set<string>();
    const abort = (this.abort = new AbortController());
    let told = true;
    this.set({
      action,
      stations: chargerIds.length,
      perSecond,
      startedAt: serverNow(),
      endedAt: null,
      lines: [],
      done: 0,
      stopped: false,
      error: null,
    });
    const now = () => ({ ...this.current!, lines: [...lines], done: seen.size });
    const take = (line: RunLine) => {
      lines.push(line);
      seen.add(line.chargerId);
      if (!told) return;
      told = false;
      this.later(() => {
        told = true;
        if (this.current?.endedAt === null) this.set(now());
      });
    };
    let error: Run['error'] = null;
    try {
      const path = `/commands/${encodeURIComponent(action)}/runs`;
      await this.post<RunLine>(path, { chargerIds, payload, perSecond }, take, abort.signal);
    } catch (failure) {
      if (!abort.signal.aborted) error = explain(failure);
    }
    this.set({ ...now(), endedAt: serverNow(), stopped: abort.signal.aborted, error });
  }

  stop(): void {
    this.abort?.abort();
  }

  /** Makes room for the next one. */
  forget(): void {
    if (this.current?.endedAt !== null) this.set(null);
  }

  private set(next: Run | null): void {
    this.current = next;
    this.listeners.forEach((listener) => listener());
  }
}

export const bulk = new BulkRun(postLines, (tell) => setTimeout(tell, gatherMs));

/** Whoever closes the console while a run goes on is asked first: it ends with it. */
bulk.subscribe(() => {
  window.onbeforeunload = bulk.run !== null && bulk.run.endedAt === null ? (event) => event.preventDefault() : null;
});

export const useRun = (): Run | null => useSyncExternalStore(bulk.subscribe, () => bulk.run);
