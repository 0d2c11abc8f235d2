import { Skeleton } from '@mantine/core';
import { useMemo } from 'react';
import type { Transaction } from '@/api/types';
import type { Zone } from '@/format/time';
import { align, choosePhases, historyLine } from '@/features/station/chart/lines';
import { Empty, ErrorNote } from '@/ui/Note';
import { fromZero, timeAxis, valueAxis } from '@/ui/plot/axes';
import type { PlotColors } from '@/ui/plot/colors';
import { Plot, type PlotOptions } from '@/ui/plot/Plot';
import { readout } from '@/ui/plot/readout';
import { useTransactionMeter } from './query';

const timeOf = (at: string) => Date.parse(at) / 1000;

/** Power and energy over the transaction; power is what the station measured, energy its register since the start. */
export function TransactionChart({ transaction: t }: { transaction: Transaction }) {
  const power = useTransactionMeter(t, 'Power.Active.Import');
  const energy = useTransactionMeter(t, 'Energy.Active.Import.Register');
  const data = useMemo(() => {
    const watts = historyLine(totals(power.data ?? []), timeOf);
    const register = historyLine(totals(energy.data ?? []), timeOf);
    return align([watts, { times: register.times, values: register.values.map((wh) => wh - t.meterStartWh) }]);
  }, [power.data, energy.data, t.meterStartWh]);

  if (power.isPending || energy.isPending) return <Skeleton height={220} />;
  if (power.error ?? energy.error) return <ErrorNote error={power.error ?? energy.error} />;
  if (data[0].length === 0) return <Empty title="No power or energy was measured">The station sent neither during this transaction.</Empty>;
  return (
    <Plot
      label={`Power and energy of transaction ${t.id}`}
      height={220}
      data={data}
      options={energy.data.length > 0 ? withEnergy : powerOnly}
    />
  );
}

/** Of a measurand that comes as total and per phase, the total; of phases alone, the first. */
function totals<T extends { phase: string | null }>(points: T[]): T[] {
  const [phase] = choosePhases(points.map((p) => p.phase));
  return points.filter((p) => p.phase === phase);
}

const makeOptions =
  (energy: boolean) =>
  (colors: PlotColors, zone: Zone): PlotOptions => ({
    padding: [10, 4, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
    scales: { y: { range: fromZero(1000) }, energy: { range: fromZero(100) } },
    axes: [
      timeAxis(colors, zone),
      valueAxis(colors, 'W', { stroke: colors.flow }),
      valueAxis(colors, 'Wh', { scale: 'energy', side: 1, show: energy, grid: { show: false }, stroke: colors['phase-2'] }),
    ],
    series: [
      {},
      { stroke: colors.flow, fill: colors.area, width: 1.5, points: { show: false } },
      { scale: 'energy', stroke: colors['phase-2'], width: 1.5, points: { show: false } },
    ],
    plugins: [
      readout(zone, [
        { label: 'Power', unit: 'W', color: colors.flow },
        { label: 'Energy', unit: 'Wh', color: colors['phase-2'] },
      ]),
    ],
  });

const withEnergy = makeOptions(true);
const powerOnly = makeOptions(false);
