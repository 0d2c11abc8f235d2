import type { MeterPoint } from '@/api/types';

/** One line: times in seconds, ascending; low and high where a step of history holds several readings. */
export interface Line {
  times: number[];
  values: number[];
  low?: number[];
  high?: number[];
  /** Indexes after which the line was silent too long to be drawn on. */
  breaks?: number[];
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
  const times = sorted.map(({ t }) => t);
  return {
    times,
    values: sorted.map(({ p }) => p.value),
    low: sorted.map(({ p }) => p.min),
    high: sorted.map(({ p }) => p.max),
    breaks: silences(times),
  };
}

/** Live values in the steps of history: mean, least and greatest of each, at the step's start. */
export function inSteps({ times, values }: Line, stepS: number): Line {
  const line = { times: [] as number[], values: [] as number[], low: [] as number[], high: [] as number[] };
  let count = 0;
  times.forEach((time, i) => {
    const value = values[i]!;
    const step = Math.floor(time / stepS) * stepS;
    const last = line.times.length - 1;
    if (line.times[last] !== step) {
      line.times.push(step);
      line.values.push(value);
      line.low.push(value);
      line.high.push(value);
      count = 1;
      return;
    }
    count++;
    line.values[last]! += (value - line.values[last]!) / count;
    line.low[last] = Math.min(line.low[last]!, value);
    line.high[last] = Math.max(line.high[last]!, value);
  });
  return { ...line, breaks: silences(line.times) };
}

/**
 * History, and live values where it ends. Its last step may have been read half full: live values take its place if they
 * reach back so far. What is silence is judged in each part by itself, for steps may be further apart than live values.
 */
export function joinLines(history: Line, live: Line, stepS: number): Line {
  const lastStep = history.times.at(-1) ?? -Infinity;
  const upTo = history.times.length - (live.times.length > 0 && live.times[0]! <= lastStep ? 1 : 0);
  const end = history.times[upTo - 1] ?? -Infinity;
  const first = live.times.findIndex((t) => t >= end + stepS);
  const from = first < 0 ? live.times.length : first;
  const apart = upTo > 0 && first >= 0 && live.times[from]! - end > Math.max(gapAfter(history.times), gapAfter(live.times), 2 * stepS);
  const join = (old: number[], now: number[]) => [...old.slice(0, upTo), ...now.slice(from)];
  return {
    times: join(history.times, live.times),
    values: join(history.values, live.values),
    low: join(history.low ?? history.values, live.low ?? live.values),
    high: join(history.high ?? history.values, live.high ?? live.values),
    breaks: [
      ...(history.breaks ?? []).filter((i) => i < upTo - 1),
      ...(apart ? [upTo - 1] : []),
      ...(live.breaks ?? []).filter((i) => i >= from).map((i) => i - from + upTo),
    ],
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

/** Indexes after which there is a gap. */
export function silences(times: readonly number[]): number[] {
  const gap = gapAfter(times);
  return times.flatMap((t, i) => (i + 1 < times.length && times[i + 1]! - t > gap ? [i] : []));
}

type Column = (number | null | undefined)[];

/**
 * Lines on one common time axis, as uPlot wants them: undefined where a line simply has no reading at that time,
 * null where it was silent too long and must break.
 */
export function align(lines: readonly Line[]): [number[], ...Column[]] {
  const axis = new Set(lines.flatMap((line) => [...line.times, ...(line.breaks ?? []).map((i) => breakAt(line.times[i]!))]));
  const times = [...axis].sort((a, b) => a - b);
  const place = new Map(times.map((t, i) => [t, i]));
  const columns = lines.map((line) => {
    const column: Column = new Array<undefined>(times.length).fill(undefined);
    for (const i of line.breaks ?? []) column[place.get(breakAt(line.times[i]!))!] = null;
    line.times.forEach((t, i) => (column[place.get(t)!] = line.values[i]!));
    return column;
  });
  return [times, ...columns];
}

const breakAt = (time: number) => time + 0.001;
