import type { PackLimit, PackRun } from '@/api/twinTypes';
import { span } from '@/format/time';
import { count, fixed, inUnits, nothing, plural } from '@/format/units';
import { Panel } from '@/ui/Panel';
import { Cell, Strip } from '@/ui/Strip';
import { ComparePanel } from './ComparePanel';
import { LinesChart, type Quantity } from './LinesChart';
import type { AnsweredPack } from './query';
import { StepTable } from './RunResult';
import { extremes } from './cells';
import table from '@/ui/table.module.css';
import css from './twin.module.css';

interface Props {
  answer: AnsweredPack;
  kept: AnsweredPack | null;
  onKeep(kept: AnsweredPack | null): void;
}

const quantities: Quantity<PackRun>[] = [
  { label: 'Voltage', unit: 'V', decimals: 2, least: 1, lines: [{ label: 'Voltage', color: 'flow', of: (run) => run.voltageV }] },
  {
    label: 'Current and what is allowed',
    unit: 'A',
    decimals: 1,
    least: 1,
    lines: [
      { label: 'Current', color: 'phase-2', of: (run) => run.currentA },
      { label: 'Most in', color: 'copper', of: (run) => run.chargeLimitA },
      { label: 'Most out', color: 'copper', of: (run) => run.dischargeLimitA.map((a) => -a) },
    ],
  },
  {
    label: 'Cells, highest and lowest',
    unit: 'V',
    decimals: 4,
    least: 0.05,
    lines: [
      { label: 'Highest', color: 'flow', of: (run) => run.maxCellV },
      { label: 'Lowest', color: 'phase-3', of: (run) => run.minCellV },
    ],
  },
  {
    label: 'Cells, hottest and coldest',
    unit: '°C',
    decimals: 2,
    least: 2,
    lines: [
      { label: 'Hottest', color: 'copper', of: (run) => run.maxTemperatureC },
      { label: 'Coldest', color: 'phase-2', of: (run) => run.minTemperatureC },
    ],
  },
  { label: 'State of charge', unit: '%', decimals: 2, least: 5, lines: [{ label: 'Charge', color: 'phase-3', of: (run) => run.socPct }] },
  {
    label: 'Groups that are bled',
    unit: 'groups',
    decimals: 0,
    least: 4,
    lines: [{ label: 'Bled', color: 'dim', of: (run) => run.bleedingGroups }],
  },
];

/** What a pack did, what it would still take, and which cells set it apart from its sum. */
export function PackResult({ answer, kept, onKeep }: Props) {
  const { result } = answer;
  return (
    <>
      <Totals run={result} />
      <ComparePanel answer={answer} kept={kept} onKeep={onKeep}>
        {(other) => (
          <div className={css.charts}>
            {quantities.map((quantity) => (
              <LinesChart key={quantity.label} quantity={quantity} run={result} other={other?.result ?? null} />
            ))}
          </div>
        )}
      </ComparePanel>
      <Panel title="Steps" flush aside={plural(result.ends.length, 'step')}>
        <div className={css.steps}>
          <StepTable ends={result.ends} />
        </div>
      </Panel>
      <Panel title="Cells that stand out" flush aside={`of ${count(result.cellCount)}, at the end; string/group/cell`}>
        <div className={css.steps}>
          <CellTable run={result} />
        </div>
      </Panel>
    </>
  );
}

const words: Record<PackLimit['bound'], string> = {
  CellCurrent: 'current',
  CellTemperature: 'temperature',
  CellVoltage: 'voltage',
  Contactors: 'contactors are open',
};

const holding = (limit: PackLimit): string => (limit.bound === 'Contactors' ? words.Contactors : `${words[limit.bound]} of ${limit.cell}`);

function Totals({ run }: { run: PackRun }) {
  const apart = (run.maxCellV.at(-1) ?? 0) - (run.minCellV.at(-1) ?? 0);
  return (
    <Strip>
      <Cell label="Would still take" value={inUnits(run.chargeLimit.currentA, 'A')} note={holding(run.chargeLimit)} />
      <Cell label="Would still give" value={inUnits(run.dischargeLimit.currentA, 'A')} note={holding(run.dischargeLimit)} />
      <Cell
        label="Charge"
        value={`${fixed(run.socPct.at(-1) ?? 0, 1)} %`}
        note={`${fixed(run.voltageV.at(-1) ?? 0, 1)} V after ${span((run.timeS.at(-1) ?? 0) * 1000)}`}
      />
      <Cell
        label="Cells apart"
        value={`${fixed(apart * 1000, 1)} mV`}
        note={run.bleedingGroups.at(-1) ? `${run.bleedingGroups.at(-1)} groups bled` : 'nothing is bled'}
      />
      <Cell
        label={run.energyWh < 0 ? 'Given' : 'Taken'}
        value={inUnits(Math.abs(run.energyWh), 'Wh')}
        note={`wiring ${inUnits(run.wiringLossWh, 'Wh')}, bled ${inUnits(run.bleedLossWh, 'Wh')}`}
      />
      <Cell label="Computed in" value={`${fixed(run.tookMs, 0)} ms`} note={plural(run.cellCount, 'cell')} />
    </Strip>
  );
}

function CellTable({ run }: { run: PackRun }) {
  const rows = extremes(run.cells);
  if (rows.length === 0) return <p className={css.source}>{nothing}</p>;
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>What</th>
          <th>Cell</th>
          <th className="num">Voltage</th>
          <th className="num">Current</th>
          <th className="num">Charge</th>
          <th className="num">Capacity</th>
          <th className="num">Temperature</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ what, cell }) => (
          <tr key={what}>
            <td>{what}</td>
            <td className="mono">{cell.cell}</td>
            <td className="num">{fixed(cell.voltageV, 4)} V</td>
            <td className="num">{fixed(cell.currentA, 2)} A</td>
            <td className="num">{fixed(cell.socPct, 1)} %</td>
            <td className="num">{fixed(cell.capacityAh, 3)} Ah</td>
            <td className="num">{fixed(cell.temperatureC, 1)} °C</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
