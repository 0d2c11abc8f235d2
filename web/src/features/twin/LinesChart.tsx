import { useMemo } from 'react';
import type uPlot from 'uplot';
import { around, elapsedAxis, elapsedScale, numberAxis } from '@/ui/plot/axes';
import type { PlotColors } from '@/ui/plot/colors';
import { Plot, type PlotOptions } from '@/ui/plot/Plot';
import { elapsedReadout } from '@/ui/plot/readout';
import { besideEachOther } from './columns';
import css from './twin.module.css';

export interface Line<TRun> {
  label: string;
  color: keyof PlotColors;
  of(run: TRun): number[];
}

export interface Quantity<TRun> {
  label: string;
  unit: string;
  decimals: number;
  /** The scale is at least this wide, so that rounding does not look like an event. */
  least: number;
  lines: Line<TRun>[];
}

interface Props<TRun> {
  quantity: Quantity<TRun>;
  run: TRun;
  /** Drawn dashed. */
  other: TRun | null;
}

/** One quantity over the time of a run, in one line or a few, those of the other run dashed. */
export function LinesChart<TRun extends { timeS: number[] }>({ quantity, run, other }: Props<TRun>) {
  const data = useMemo<uPlot.AlignedData>(() => {
    const columns = (one: TRun) => quantity.lines.map((line) => line.of(one));
    return besideEachOther(run.timeS, columns(run), other?.timeS ?? [], other ? columns(other) : []);
  }, [quantity, run, other]);
  const options = useMemo(() => chartOptions(quantity, other !== null), [quantity, other]);
  return (
    <figure className={css.chart}>
      <figcaption>
        {quantity.label}, {quantity.unit}
      </figcaption>
      <Plot label={`${quantity.label} over the run`} height={190} data={data} options={options} />
    </figure>
  );
}

const chartOptions =
  <TRun,>({ unit, decimals, least, lines }: Quantity<TRun>, compared: boolean) =>
  (colors: PlotColors): PlotOptions => ({
    padding: [8, 26, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: true, y: false }, sync: { key: 'twin' } },
    scales: { x: elapsedScale, y: { range: around(least) } },
    axes: [elapsedAxis(colors), numberAxis(colors)],
    series: [
      {},
      ...lines.map((line) => ({ stroke: colors[line.color], width: 1.5, points: { show: false } })),
      ...(compared ? lines.map(() => ({ stroke: colors.dim, width: 1.25, dash: [6, 4], points: { show: false } })) : []),
    ],
    plugins: [
      elapsedReadout([
        ...lines.map((line) => ({ label: line.label, unit, decimals, color: colors[line.color] })),
        ...(compared ? lines.map((line) => ({ label: `${line.label}, kept`, unit, decimals, color: colors.dim })) : []),
      ]),
    ],
  });
