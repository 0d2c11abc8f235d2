import { useMemo } from 'react';
import uPlot from 'uplot';
import type { PlannedSchedule } from '@/api/types';
import type { Zone } from '@/format/time';
import { inUnits } from '@/format/units';
import { Empty } from '@/ui/Note';
import { timeAxis, valueAxis } from '@/ui/plot/axes';
import type { PlotColors } from '@/ui/plot/colors';
import { Plot, type PlotOptions } from '@/ui/plot/Plot';
import { readout } from '@/ui/plot/readout';
import { At } from '@/ui/When';
import { zeroScale } from './chart/scales';
import table from '@/ui/table.module.css';

const steps = uPlot.paths.stepped!({ align: 1 });

/** The limit over time as it follows from all profiles, with where each step comes from. */
export function ScheduleChart({ schedule }: { schedule: PlannedSchedule }) {
  const { periods, unit, durationS, from } = schedule;
  const start = Date.parse(from) / 1000;
  const data = useMemo<uPlot.AlignedData>(() => {
    const limits = periods.map((p) => p.limit);
    return [
      [...periods.map((p) => start + p.startS), start + durationS],
      [...limits, limits.at(-1) ?? null],
    ];
  }, [periods, start, durationS]);
  const options = useMemo(() => scheduleOptions(unit), [unit]);

  if (periods.every((p) => p.limit === null)) return <Empty title="No limit">No profile limits this connector in the next 24 hours.</Empty>;
  return (
    <>
      <Plot label="Limit over the next 24 hours" height={180} data={data} options={options} />
      <table className={table.table}>
        <thead>
          <tr>
            <th>From</th>
            <th className="num">Limit</th>
            <th>Phases</th>
            <th>Source</th>
          </tr>
        </thead>
        <tbody>
          {periods.map((p) => (
            <tr key={p.startS}>
              <td>
                <At at={(start + p.startS) * 1000} />
              </td>
              <td className="num">{p.limit === null ? 'none' : inUnits(p.limit, unit)}</td>
              <td>{p.numberPhases ?? '–'}</td>
              <td>{p.source ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

const scheduleOptions =
  (unit: 'A' | 'W') =>
  (colors: PlotColors, zone: Zone): PlotOptions => ({
    padding: [8, 20, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
    scales: { y: { range: (_u, min, max) => zeroScale(min, max, unit === 'W' ? 1000 : 10) } },
    axes: [timeAxis(colors, zone), valueAxis(colors, unit)],
    series: [{}, { stroke: colors.copper, width: 1.75, paths: steps, points: { show: false } }],
    plugins: [readout(zone, [{ label: 'Limit', unit }])],
  });
