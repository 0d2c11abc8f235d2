import type { Alarm } from '@/api/types';
import { parseTime } from '@/format/time';

/** A stretch of time to shade, in seconds since 1970. */
export interface Band {
  alarm: Alarm;
  from: number;
  /** Where the anomaly was last seen: what follows until `to` is shaded more lightly, for the alarm was still open. */
  seen: number;
  to: number;
}

/**
 * Where anomaly alarms were open on a connector. A band begins with the window of the evidence, for that is where the
 * anomaly began; the alarm itself was raised at the window's end. `nowS` ends the bands that are still open. Evidence is
 * in the station's time: `shiftS` is what its clock is ahead of ours.
 */
export function anomalyBands(alarms: readonly Alarm[], connectorId: number, nowS: number, shiftS = 0): Band[] {
  const bands: Band[] = [];
  for (const alarm of alarms) {
    if (!alarm.kind.startsWith('anomaly.')) continue;
    if (alarm.connectorId !== null && alarm.connectorId !== 0 && alarm.connectorId !== connectorId) continue;
    const raised = seconds(alarm.raisedAt);
    if (raised === null) continue;
    const from = Math.min(raised, evidenceStart(alarm, raised, shiftS));
    const to = Math.max(seconds(alarm.clearedAt) ?? nowS, raised);
    const seen = Math.min(Math.max(seconds(alarm.lastSeenAt) ?? raised, raised), to);
    bands.push({ alarm, from, seen, to });
  }
  return bands;
}

/** The bands that reach into a window. */
export const bandsWithin = (bands: readonly Band[], from: number, to: number): Band[] =>
  bands.filter((band) => band.to >= from && band.from <= to);

/** Overlapping stretches joined into one, in order of time. */
export function union(stretches: readonly [from: number, to: number][]): [number, number][] {
  const joined: [number, number][] = [];
  for (const [from, to] of [...stretches].sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

/** A row for each band's name, so that names of bands that overlap stand below each other. */
export function labelRows(bands: readonly Band[]): number[] {
  const ends: number[] = [];
  const rows = new Map<Band, number>();
  for (const band of [...bands].sort((a, b) => a.from - b.from)) {
    const free = ends.findIndex((end) => end < band.from);
    const row = free < 0 ? ends.length : free;
    ends[row] = band.to;
    rows.set(band, row);
  }
  return bands.map((band) => rows.get(band)!);
}

/** The start that the evidence names, or its window back from when the alarm was raised. */
function evidenceStart(alarm: Alarm, raised: number, shiftS: number): number {
  const evidence = alarm.evidence ?? {};
  for (const name of ['start', 'from']) {
    const start = typeof evidence[name] === 'string' ? seconds(evidence[name]) : null;
    if (start !== null) return start - shiftS;
  }
  const length = evidence['windowS'];
  return typeof length === 'number' && length > 0 && Number.isFinite(length) ? raised - length : raised;
}

function seconds(iso: string | null): number | null {
  const ms = parseTime(iso);
  return ms === null ? null : ms / 1000;
}
