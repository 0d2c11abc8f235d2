import { Skeleton } from '@mantine/core';
import { useMemo } from 'react';
import type uPlot from 'uplot';
import type { MqttBroker } from '@/api/types';
import type { Zone } from '@/format/time';
import { inUnits } from '@/format/units';
import { Panel } from '@/ui/Panel';
import { fromZero, timeAxis, valueAxis } from '@/ui/plot/axes';
import type { PlotColors } from '@/ui/plot/colors';
import { Plot, type PlotOptions } from '@/ui/plot/Plot';
import { readout } from '@/ui/plot/readout';
import { useMqttRates } from './query';
import { shownS } from './rates';
import css from './mqtt.module.css';

export function RatesPanel({ broker }: { broker: MqttBroker | undefined }) {
  const rates = useMqttRates().data;
  const data = useMemo<uPlot.AlignedData>(
    () => [
      (rates ?? []).map((one) => Date.parse(one.at) / 1000),
      (rates ?? []).map((one) => one.messagesInPerS),
      (rates ?? []).map((one) => one.messagesOutPerS),
    ],
    [rates],
  );
  return (
    <Panel
      title="Messages"
      aside={
        <>
          <span className={css.key} data-line="in">
            in
          </span>
          <span className={css.key} data-line="out">
            out
          </span>
          <span>last 5 minutes</span>
        </>
      }
      live
    >
      {broker && rates ? (
        <Plot
          label={`Messages a second over the last five minutes, now ${inUnits(broker.rates.messagesInPerS, '/s')} in and ${inUnits(broker.rates.messagesOutPerS, '/s')} out`}
          height={150}
          data={data}
          options={options}
        />
      ) : (
        <Skeleton height={150} />
      )}
    </Panel>
  );
}

const options = (colors: PlotColors, zone: Zone): PlotOptions => ({
  padding: [8, 20, 0, 0],
  legend: { show: false },
  cursor: { y: false, drag: { x: false, y: false } },
  scales: { x: { range: (_plot, _min, max) => [max - shownS, max] }, y: { range: fromZero(10) } },
  axes: [timeAxis(colors, zone), valueAxis(colors, '/s')],
  series: [
    {},
    { stroke: colors.flow, fill: colors.area, width: 1.75, points: { show: false } },
    { stroke: colors['phase-2'], width: 1.75, dash: [6, 3], points: { show: false } },
  ],
  plugins: [
    readout(zone, [
      { label: 'In', unit: '/s', color: colors.flow },
      { label: 'Out', unit: '/s', color: colors['phase-2'] },
    ]),
  ],
});
