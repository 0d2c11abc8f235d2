import { Skeleton } from '@mantine/core';
import { useMemo } from 'react';
import type uPlot from 'uplot';
import type { Overview } from '@/api/types';
import { Panel } from '@/ui/Panel';
import { fromZero, timeAxis, valueAxis } from '@/ui/plot/axes';
import type { PlotColors } from '@/ui/plot/colors';
import { Plot, type PlotOptions } from '@/ui/plot/Plot';
import { readout } from '@/ui/plot/readout';
import { Qty } from '@/ui/Qty';
import type { Zone } from '@/format/time';
import css from './overview.module.css';

export function PowerPanel({ overview }: { overview: Overview | undefined }) {
  const points = overview?.power;
  const data = useMemo<uPlot.AlignedData>(
    () => [(points ?? []).map((p) => Date.parse(p.at) / 1000), (points ?? []).map((p) => p.powerW)],
    [points],
  );
  return (
    <Panel title="Power" aside="last 60 minutes" live fill>
      <dl className={css.numbers}>
        <div>
          <dt>Now</dt>
          <dd>{overview ? <Qty value={overview.powerW} unit="W" size="big" /> : <Skeleton height={30} width={110} />}</dd>
        </div>
        <div>
          <dt>Energy today</dt>
          <dd>{overview ? <Qty value={overview.energyTodayWh} unit="Wh" size="big" /> : <Skeleton height={30} width={110} />}</dd>
        </div>
      </dl>
      {overview ? (
        <Plot label="Power of the fleet over the last hour" height={200} fill data={data} options={options} />
      ) : (
        <Skeleton height={216} />
      )}
    </Panel>
  );
}

/** Also while the hub has not yet run for an hour. */
const hourS = 3600;

const options = (colors: PlotColors, zone: Zone): PlotOptions => ({
  padding: [8, 20, 0, 0],
  legend: { show: false },
  cursor: { y: false, drag: { x: false, y: false } },
  scales: { x: { range: (_plot, _min, max) => [max - hourS, max] }, y: { range: fromZero(1000) } },
  axes: [timeAxis(colors, zone), valueAxis(colors, 'W')],
  series: [{}, { stroke: colors.flow, fill: colors.area, width: 1.75, points: { show: false } }],
  plugins: [readout(zone, [{ label: 'Power', unit: 'W' }])],
});
