import { useMemo } from 'react';
import type uPlot from 'uplot';
import type { TwinAgeing, TwinCycle } from '@/api/twinTypes';
import { span } from '@/format/time';
import { count, fixed, nothing } from '@/format/units';
import { Panel } from '@/ui/Panel';
import { around, countAxis, numberAxis } from '@/ui/plot/axes';
import type { PlotColors } from '@/ui/plot/colors';
import { Plot, type PlotOptions } from '@/ui/plot/Plot';
import { countReadout } from '@/ui/plot/readout';
import { Cell, Strip } from '@/ui/Strip';
import { besideEachOther, endOfLife } from './columns';
import { ComparePanel } from './ComparePanel';
import type { AnsweredAgeing } from './query';
import { StepTable } from './RunResult';
import css from './twin.module.css';

/** Below this share of its new capacity a vehicle's cell counts as worn (USABC, 1996). */
const wornShare = 0.8;

interface Props {
  answer: AnsweredAgeing;
  kept: AnsweredAgeing | null;
  onKeep(kept: AnsweredAgeing | null): void;
}

/** What is left of a cell, cycle by cycle. */
export function AgeingResult({ answer, kept, onKeep }: Props) {
  const { result } = answer;
  return (
    <>
      <Totals ageing={result} />
      <ComparePanel answer={answer} kept={kept} onKeep={onKeep}>
        {(other) => (
          <div className={css.charts}>
            {quantities
              .filter((quantity) => isShown(quantity, result))
              .map((quantity) => (
                <CycleChart key={quantity.label} quantity={quantity} ageing={result} other={other?.result ?? null} />
              ))}
          </div>
        )}
      </ComparePanel>
      {!result.isRegular && (
        <Panel title="The last cycle" flush>
          <StepTable ends={result.ends} />
        </Panel>
      )}
    </>
  );
}

function Totals({ ageing }: { ageing: TwinAgeing }) {
  const last = ageing.cycles.at(-1);
  const end = useMemo(
    () =>
      endOfLife(
        ageing.cycles.map((c) => c.capacityAh),
        ageing.newCapacityAh,
        wornShare,
      ),
    [ageing],
  );
  return (
    <Strip>
      <Cell
        label={ageing.isRegular ? 'Cycles' : 'Could not go on'}
        bad={!ageing.isRegular}
        value={String(ageing.cycles.length)}
        note={span((last?.timeS ?? 0) * 1000)}
      />
      <Cell
        label="Capacity left"
        value={last ? `${fixed((100 * last.capacityAh) / ageing.newCapacityAh, 2)} %` : nothing}
        note={last ? `${fixed(last.capacityAh, 3)} of ${fixed(ageing.newCapacityAh, 3)} Ah` : nothing}
      />
      <Cell label="Lithium lost" value={last ? `${fixed(last.lithiumLossPct, 2)} %` : nothing} note="bound for good" />
      <Cell label="SEI" value={last ? `${fixed(last.seiThicknessNm, 1)} nm` : nothing} note="thick" />
      <Cell
        label="80 % left"
        value={end === null ? nothing : count(end)}
        note={end === null ? 'too few cycles to say' : end > ageing.cycles.length ? 'cycles, straight on' : 'cycles'}
      />
      <Cell
        label="Computed in"
        value={`${fixed(ageing.tookMs, 0)} ms`}
        note={`${fixed(ageing.tookMs / Math.max(1, ageing.cycles.length), 1)} ms a cycle`}
      />
    </Strip>
  );
}

interface Quantity {
  label: string;
  unit: string;
  color: keyof PlotColors;
  least: number;
  decimals: number;
  of(cycle: TwinCycle, ageing: TwinAgeing): number;
}

const quantities: Quantity[] = [
  { label: 'Capacity', unit: 'Ah', decimals: 4, color: 'flow', least: 0.01, of: (cycle) => cycle.capacityAh },
  { label: 'Lithium lost', unit: '%', decimals: 3, color: 'phase-3', least: 0.01, of: (cycle) => cycle.lithiumLossPct },
  { label: 'SEI', unit: 'nm', decimals: 2, color: 'copper', least: 1, of: (cycle) => cycle.seiThicknessNm },
  { label: 'Lithium in SEI, cracks included', unit: 'mAh', decimals: 3, color: 'copper', least: 0.1, of: (cycle) => 1000 * cycle.seiAh },
  { label: 'Lithium plated', unit: 'mAh', decimals: 3, color: 'phase-2', least: 0.1, of: (cycle) => 1000 * cycle.platedAh },
  {
    label: 'Material lost, both electrodes',
    unit: '%',
    decimals: 4,
    color: 'phase-3',
    least: 0.01,
    of: (cycle) => cycle.negativeLossPct + cycle.positiveLossPct,
  },
];

/** What is nothing in every cycle has no chart. */
const isShown = (quantity: Quantity, ageing: TwinAgeing): boolean => ageing.cycles.some((cycle) => quantity.of(cycle, ageing) !== 0);

function CycleChart({ quantity, ageing, other }: { quantity: Quantity; ageing: TwinAgeing; other: TwinAgeing | null }) {
  const data = useMemo<uPlot.AlignedData>(() => {
    const line = (one: TwinAgeing) => one.cycles.map((cycle) => quantity.of(cycle, one));
    const numbers = (one: TwinAgeing) => one.cycles.map((cycle) => cycle.cycle);
    return besideEachOther(numbers(ageing), [line(ageing)], other ? numbers(other) : [], other ? [line(other)] : []);
  }, [quantity, ageing, other]);
  const options = useMemo(() => cycleOptions(quantity, other !== null), [quantity, other]);
  return (
    <figure className={css.chart}>
      <figcaption>
        {quantity.label}, {quantity.unit}
      </figcaption>
      <Plot label={`${quantity.label} over the cycles`} height={220} data={data} options={options} />
    </figure>
  );
}

const cycleOptions =
  ({ label, unit, decimals, color, least }: Quantity, compared: boolean) =>
  (colors: PlotColors): PlotOptions => ({
    padding: [8, 26, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: true, y: false }, sync: { key: 'ageing' } },
    scales: { x: { time: false }, y: { range: around(least) } },
    axes: [countAxis(colors), numberAxis(colors)],
    series: [
      {},
      { stroke: colors[color], width: 1.5, points: { show: false } },
      ...(compared ? [{ stroke: colors.dim, width: 1.25, dash: [6, 4], points: { show: false } }] : []),
    ],
    plugins: [
      countReadout('Cycle', [
        { label, unit, decimals, color: colors[color] },
        compared ? { label: 'kept', unit, decimals, color: colors.dim } : null,
      ]),
    ],
  });
