import type uPlot from 'uplot';
import type { MeterPoint } from '@/api/types';
import type { StationFeed } from './feed';
import { align, choosePhases, historyLine, joinLines, type Line } from './lines';

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
  feed: StationFeed | null;
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
  const timeOf = feed ? (at: string) => feed.timeOf(at) : (at: string) => Date.parse(at) / 1000;
  const lineOf = (name: string, phase: string | null, points: readonly MeterPoint[]): Line =>
    joinLines(
      historyLine(
        points.filter((p) => p.phase === phase),
        timeOf,
      ),
      feed?.ring(connectorId, name, phase)?.slice(from, to) ?? empty,
      source.stepS,
    );

  const measured = phases.filter((phase) => feed?.ring(connectorId, measurand, phase)?.length || history.some((p) => p.phase === phase));
  const chosen = choosePhases(measured);
  const lines: ChartLine[] = [];
  const drawn: { times: number[]; values: number[] }[] = [];
  const add = (line: ChartLine, times: number[], values: number[]) => {
    lines.push(line);
    drawn.push({ times, values });
  };
  let last: number | null = null;
  chosen.forEach((phase, i) => {
    const line = lineOf(measurand, phase, history);
    const color = Math.min(i, 2) as ChartLine['color'];
    last = Math.max(last ?? -Infinity, line.times.at(-1) ?? -Infinity);
    add({ role: 'value', label: phase ?? source.label, color }, line.times, line.values);
    // The spread within a step is drawn for a single line only; three of them would hide each other.
    if (chosen.length === 1) {
      add({ role: 'low', label: '', color }, line.times, line.low ?? line.values);
      add({ role: 'high', label: '', color }, line.times, line.high ?? line.values);
    }
  });
  if (limit !== null) {
    const limitPhase = choosePhases(
      phases.filter((p) => feed?.ring(connectorId, limit, p)?.length || limitHistory.some((x) => x.phase === p)),
    )[0]!;
    const offered = lineOf(limit, limitPhase, limitHistory);
    if (offered.times.length > 0) add({ role: 'limit', label: 'Limit', color: 0 }, ...upTo(offered, to));
    else if (source.flatLimit !== null) add({ role: 'limit', label: 'Limit', color: 0 }, [from, to], [source.flatLimit, source.flatLimit]);
  }
  return { lines, columns: align(drawn), last: last === -Infinity ? null : last };
}

const empty: Line = { times: [], values: [] };

/** A limit holds until the next one: its last value is drawn on to the edge, but not over a long silence. */
function upTo(line: Line, to: number): [number[], number[]] {
  const last = line.times.at(-1)!;
  if (to <= last || to - last > 90) return [line.times, line.values];
  return [
    [...line.times, to],
    [...line.values, line.values.at(-1)!],
  ];
}
