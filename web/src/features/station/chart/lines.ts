import type { MeterPoint } from '@/api/types';

/** One line: times in seconds, ascending; low and high where a step of history holds several readings. */
export interface Line {
  times: number[];
  values: number[];
  low?: number[];
  high?: number[];
}

/** Phases in the order in which they are drawn; a value without phase is the total and stands alone. */
const phaseOrder = [
  ['L1', 'L1-N', 'L1-L2'],
  ['L2', 'L2-N', 'L2-L3'],
  ['L3', 'L3-N', 'L3-L1'],
];

/** Which phases to draw, of those that were measured: the total if there is one, else up to three phases, never the neutral. */
export function choosePhases(measured: Iterable<string | null>): (string | null)[] {
  const all = new Set(measured);
  if (all.has(null) || all.size === 0) return [null];
  const chosen = phaseOrder.map((names) => names.find((name) => all.has(name))).filter((name) => name !== undefined);
  return chosen.length > 0 ? chosen : [null];
}

/** Steps of history as a line; `timeOf` puts the station's time on our clock. */
export function historyLine(points: readonly MeterPoint[], timeOf: (at: string) => number): Line {
  const sorted = points.map((p) => ({ p, t: timeOf(p.at) })).sort((a, b) => a.t - b.t);
  return {
    times: sorted.map(({ t }) => t),
    values: sorted.map(({ p }) => p.value),
    low: sorted.map(({ p }) => p.min),
    high: sorted.map(({ p }) => p.max),
  };
}

/** History up to where the live values begin: a step that reaches into them would tell the same twice. */
export function joinLines(history: Line, live: Line, stepS: number): Line {
  const begin = live.times[0] ?? Infinity;
  const after = history.times.findIndex((t) => t + stepS > begin);
  const upTo = after < 0 ? history.times.length : after;
  return {
    times: [...history.times.slice(0, upTo), ...live.times],
    values: [...history.values.slice(0, upTo), ...live.values],
    low: [...(history.low ?? history.values).slice(0, upTo), ...live.values],
    high: [...(history.high ?? history.values).slice(0, upTo), ...live.values],
  };
}

/** A silence longer than three usual distances, and than five seconds, is a gap and not a line. */
export function gapAfter(times: readonly number[]): number {
  if (times.length < 3) return Infinity;
  const distances = times
    .slice(1)
    .map((t, i) => t - times[i]!)
    .sort((a, b) => a - b);
  return Math.max(5, 3 * distances[distances.length >> 1]!);
}

type Column = (number | null | undefined)[];

/**
 * Lines on one common time axis, as uPlot wants them: undefined where a line simply has no reading at that time,
 * null where it was silent too long and must break.
 */
export function align(lines: readonly { times: readonly number[]; values: readonly number[] }[]): [number[], ...Column[]] {
  const gaps = lines.map((line) => gapAfter(line.times));
  const axis = new Set<number>();
  lines.forEach((line, n) => {
    line.times.forEach((t, i) => {
      axis.add(t);
      const next = line.times[i + 1];
      if (next !== undefined && next - t > gaps[n]!) axis.add(breakAt(t));
    });
  });
  const times = [...axis].sort((a, b) => a - b);
  const place = new Map(times.map((t, i) => [t, i]));
  const columns = lines.map((line, n) => {
    const column: Column = new Array<undefined>(times.length).fill(undefined);
    line.times.forEach((t, i) => {
      const next = line.times[i + 1];
      if (next !== undefined && next - t > gaps[n]!) column[place.get(breakAt(t))!] = null;
      column[place.get(t)!] = line.values[i]!;
    });
    return column;
  });
  return [times, ...columns];
}

const breakAt = (time: number) => time + 0.001;
