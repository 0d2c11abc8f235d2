import type uPlot from 'uplot';
import type { MeterPoint } from '@/api/types';
import type { StationFeed } from './feed';
import { align, choosePhases, historyLine, inSteps, joinLines, type Line, silences } from './lines';

export interface ChartLine {
  role: 'value' | 'limit' | 'low' | 'high';
  label: string;
  /** Which of the phase colours. */
  color: 0 | 1 | 2;
}

export interface ChartData {
  lines: ChartLine[];
  columns: uPlot.AlignedData;
  /** When the newest value was measured, in seconds; null when there is none. */
  last: number | null;
}

interface Source {
  feed: StationFeed;
  /** False for a window in the past, which is drawn from history alone. */
  live: boolean;
  connectorId: number;
  label: string;
  measurand: string;
  limit: string | null;
  history: readonly MeterPoint[];
  limitHistory: readonly MeterPoint[];
  /** Length of a step of history, in seconds. */
  stepS: number;
  /** In A, drawn flat when the station reports no limit by itself; null for none. */
  flatLimit: number | null;
  from: number;
  to: number;
}

const phases = [null, 'L1', 'L2', 'L3', 'L1-N', 'L2-N', 'L3-N', 'L1-L2', 'L2-L3', 'L3-L1'];

/** Everything that the chart draws within [from, to], in seconds. */
export function chartData(source: Source): ChartData {
  const { feed, connectorId, measurand, history, limitHistory, limit, from, to } = source;
  const timeOf = (at: string) => feed.timeOf(at);
  const ring = (name: string, phase: string | null) => (source.live ? feed.ring(connectorId, name, phase) : undefined);
  const lineOf = (name: string, phase: string | null, points: readonly MeterPoint[]): Line =>
    joinLines(
      historyLine(
        points.filter((p) => p.phase === phase),
        timeOf,
      ),
      liveLine(ring(name, phase)?.slice(from, to), source.stepS),
      source.stepS,
    );

  const measured = phases.filter((phase) => ring(measurand, phase)?.length || history.some((p) => p.phase === phase));
  const chosen = choosePhases(measured);
  const lines: ChartLine[] = [];
  const drawn: Line[] = [];
  const add = (as: ChartLine, line: Line, values = line.values) => {
    lines.push(as);
    drawn.push({ ...line, values });
  };
  let last: number | null = null;
  chosen.forEach((phase, i) => {
    const line = lineOf(measurand, phase, history);
    const color = Math.min(i, 2) as ChartLine['color'];
    last = Math.max(last ?? -Infinity, line.times.at(-1) ?? -Infinity);
    add({ role: 'value', label: phase ?? source.label, color }, line);
    // The spread within a step is drawn for a single line only; three of them would hide each other.
    if (chosen.length === 1) {
      add({ role: 'low', label: '', color }, line, line.low);
      add({ role: 'high', label: '', color }, line, line.high);
    }
  });
  if (limit !== null) {
    const limitPhase = choosePhases(phases.filter((p) => ring(limit, p)?.length || limitHistory.some((x) => x.phase === p)))[0]!;
    const measuredLimit = lineOf(limit, limitPhase, limitHistory);
    // Of a step in which the limit moved, the greatest: its mean was never in force, and the current would seem to pass it.
    const offered = { ...measuredLimit, values: measuredLimit.high ?? measuredLimit.values };
    if (offered.times.length > 0) add({ role: 'limit', label: 'Limit', color: 0 }, upTo(offered, to));
    else if (source.flatLimit !== null)
      add({ role: 'limit', label: 'Limit', color: 0 }, { times: [from, to], values: [source.flatLimit, source.flatLimit] });
  }
  return { lines, columns: align(drawn), last: last === -Infinity ? null : last };
}

/** As it came where the history is as fine, else in the history's steps, so that a window looks the same all along. */
const liveLine = (slice: Line = { times: [], values: [] }, stepS: number): Line =>
  stepS > 1 ? inSteps(slice, stepS) : { ...slice, breaks: silences(slice.times) };

/** A limit holds until the next one: its last value is drawn on to the edge, but not over a long silence. */
function upTo(line: Line, to: number): Line {
  const last = line.times.at(-1)!;
  if (to <= last || to - last > 90) return line;
  return { ...line, times: [...line.times, to], values: [...line.values, line.values.at(-1)!] };
}
