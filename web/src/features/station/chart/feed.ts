import type { Sample } from '@/api/types';
import { TimeRing } from '@/live/timeRing';

/** Readings taken elsewhere than at the outlet would mix with it. */
const elsewhere = new Set(['Inlet', 'EV', 'Body', 'Cable']);

/** An hour at one reading a second, then the oldest goes. */
const capacity = 4096;
const mostSeries = 96;

/** Smaller differences between the clocks are not worth shifting for. */
const leastShiftMs = 2_000;

export const seriesKey = (connectorId: number, measurand: string, phase: string | null) => `${connectorId} ${measurand} ${phase ?? ''}`;

/**
 * The last readings of one station, a ring per connector, measurand and phase. Times are put on our clock: a station
 * whose clock is off by more than two seconds is shifted by what it was off when first seen.
 */
export class StationFeed {
  private readonly rings = new Map<string, TimeRing>();
  private readonly listeners = new Set<() => void>();
  private shiftMs: number | null = null;

  /** Station clock minus ours, as shifted by; 0 when they agree. */
  get shift(): number {
    return this.shiftMs ?? 0;
  }

  /** The first answer counts: a shift that wavers would tear the line. */
  setSkew(skewMs: number | null): void {
    if (this.shiftMs !== null || skewMs === null) return;
    this.shiftMs = Math.abs(skewMs) >= leastShiftMs ? skewMs : 0;
  }

  /** Begins anew with what the live view gives at first: what came before an interruption has a hole behind it that history fills. */
  restart(samples: readonly Sample[]): void {
    this.rings.clear();
    this.take(samples);
  }

  take(samples: readonly Sample[]): void {
    for (const sample of samples) {
      if (sample.location && elsewhere.has(sample.location)) continue;
      const time = this.timeOf(sample.at);
      if (Number.isNaN(time)) continue;
      const key = seriesKey(sample.connectorId, sample.measurand, sample.phase);
      let ring = this.rings.get(key);
      if (!ring) {
        if (this.rings.size >= mostSeries) continue;
        this.rings.set(key, (ring = new TimeRing(capacity)));
      }
      ring.push(time, sample.value);
    }
    this.listeners.forEach((listener) => listener());
  }

  /** Seconds since 1970 on our clock. */
  timeOf(at: string): number {
    return (Date.parse(at) - this.shift) / 1000;
  }

  ring(connectorId: number, measurand: string, phase: string | null): TimeRing | undefined {
    return this.rings.get(seriesKey(connectorId, measurand, phase));
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
