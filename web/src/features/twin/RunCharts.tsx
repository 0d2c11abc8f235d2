import type { TwinRun } from '@/api/twinTypes';
import { LinesChart, type Quantity } from './LinesChart';
import css from './twin.module.css';

const quantities: Quantity<TwinRun>[] = [
  { label: 'Voltage', unit: 'V', decimals: 4, least: 0.1, lines: [{ label: 'Voltage', color: 'flow', of: (run) => run.voltageV }] },
  { label: 'Current', unit: 'A', decimals: 2, least: 0.1, lines: [{ label: 'Current', color: 'phase-2', of: (run) => run.currentA }] },
  { label: 'State of charge', unit: '%', decimals: 2, least: 5, lines: [{ label: 'Charge', color: 'phase-3', of: (run) => run.socPct }] },
  {
    label: 'Temperature',
    unit: '°C',
    decimals: 2,
    least: 2,
    lines: [{ label: 'Temperature', color: 'copper', of: (run) => run.temperatureC }],
  },
];

/** Voltage, current, charge and temperature of a cell over one time. */
export function RunCharts({ run, other }: { run: TwinRun; other: TwinRun | null }) {
  return (
    <div className={css.charts}>
      {quantities.map((quantity) => (
        <LinesChart key={quantity.label} quantity={quantity} run={run} other={other} />
      ))}
    </div>
  );
}
