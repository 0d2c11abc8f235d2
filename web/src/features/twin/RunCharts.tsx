import { useMemo } from 'react';
import type uPlot from 'uplot';
import type { TwinRun } from '@/api/twinTypes';
import { around, elapsedAxis, elapsedScale, numberAxis } from '@/ui/plot/axes';
import type { PlotColors } from '@/ui/plot/colors';
import { Plot, type PlotOptions } from '@/ui/plot/Plot';
import { elapsedReadout } from '@/ui/plot/readout';
import { besideEachOther } from './columns';
import css from './twin.module.css';

interface Quantity {
  label: string;
  unit: string;
  color: keyof PlotColors;
  least: number;
  decimals: number;
  of(run: TwinRun): number[];
}

const quantities: Quantity[] = [
  { label: 'Voltage', unit: 'V', decimals: 4, color: 'flow', least: 0.1, of: (run) => run.voltageV },
  { label: 'Current', unit: 'A', decimals: 2, color: 'phase-2', least: 0.1, of: (run) => run.currentA },
  { label: 'State of charge', unit: '%', decimals: 2, color: 'phase-3', least: 5, of: (run) => run.socPct },
  { label: 'Temperature', unit: '°C', decimals: 2, color: 'copper', least: 2, of: (run) => run.temperatureC },
];

/** Voltage, current, charge and temperature over one time, those of the other run dashed. */
export function RunCharts({ run, other }: { run: TwinRun; other: TwinRun | null }) {
  return (
    <div className={css.charts}>
      {quantities.map((quantity) => (
        <QuantityChart key={quantity.label} quantity={quantity} run={run} other={other} />
      ))}
    </div>
  );
}

function QuantityChart({ quantity, run, other }: { quantity: Quantity; run: TwinRun; other: TwinRun | null }) {
  const data = useMemo<uPlot.AlignedData>(
    () => besideEachOther(run.timeS, [quantity.of(run)], other?.timeS ?? [], other ? [quantity.of(other)] : []),
    [quantity, run, other],
  );
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
  ({ label, unit, decimals, color, least }: Quantity, compared: boolean) =>
  (colors: PlotColors): PlotOptions => ({
    padding: [8, 26, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: true, y: false }, sync: { key: 'twin' } },
    scales: { x: elapsedScale, y: { range: around(least) } },
    axes: [elapsedAxis(colors), numberAxis(colors)],
    series: [
      {},
      { stroke: colors[color], width: 1.5, points: { show: false } },
      ...(compared ? [{ stroke: colors.dim, width: 1.25, dash: [6, 4], points: { show: false } }] : []),
    ],
    plugins: [
      elapsedReadout([
        { label, unit, decimals, color: colors[color] },
        compared ? { label: 'kept', unit, decimals, color: colors.dim } : null,
      ]),
    ],
  });
