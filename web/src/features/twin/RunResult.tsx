import type { TwinRun, TwinStepEnd } from '@/api/twinTypes';
import { fixed, inUnits, nothing, plural } from '@/format/units';
import { span } from '@/format/time';
import { Panel } from '@/ui/Panel';
import { Cell, Strip } from '@/ui/Strip';
import { efficiencyPct } from './columns';
import { ComparePanel } from './ComparePanel';
import type { AnsweredRun } from './query';
import { RunCharts } from './RunCharts';
import table from '@/ui/table.module.css';
import css from './twin.module.css';

interface Props {
  answer: AnsweredRun;
  kept: AnsweredRun | null;
  onKeep(kept: AnsweredRun | null): void;
}

/** What a run gave: in numbers, in lines, and step by step. */
export function RunResult({ answer, kept, onKeep }: Props) {
  const { result } = answer;
  return (
    <>
      <Totals run={result} />
      <ComparePanel answer={answer} kept={kept} onKeep={onKeep}>
        {(other) => <RunCharts run={result} other={other?.result ?? null} />}
      </ComparePanel>
      <Panel title="Steps" flush aside={plural(result.ends.length, 'step')}>
        <div className={css.steps}>
          <StepTable ends={result.ends} />
        </div>
      </Panel>
    </>
  );
}

function Totals({ run }: { run: TwinRun }) {
  const last = run.timeS.at(-1) ?? 0;
  const hottest = run.temperatureC.reduce((most, t) => Math.max(most, t), -Infinity);
  const efficiency = efficiencyPct(run);
  return (
    <Strip>
      <Cell
        label={run.isRegular ? 'Ended as asked' : 'Could not go on'}
        bad={!run.isRegular}
        value={span(last * 1000)}
        note={
          run.ends
            .at(-1)
            ?.reason.replace(/([a-z])([A-Z])/g, '$1 $2')
            .toLowerCase() ?? nothing
        }
      />
      <Cell label="Taken out" value={`${fixed(run.dischargedAh, 3)} Ah`} note={`${fixed(run.dischargedWh, 2)} Wh`} />
      <Cell label="Put in" value={`${fixed(run.chargedAh, 3)} Ah`} note={`${fixed(run.chargedWh, 2)} Wh`} />
      <Cell
        label="Energy back"
        value={efficiency === null ? nothing : `${fixed(efficiency, 1)} %`}
        note={efficiency === null ? 'not a full circle' : 'of what was put in'}
      />
      <Cell label="Hottest" value={inUnits(hottest, 'Celsius')} note={`${fixed(run.voltageV.at(-1) ?? 0, 3)} V at the end`} />
      <Cell
        label="Computed in"
        value={`${fixed(run.tookMs, run.tookMs < 10 ? 1 : 0)} ms`}
        note={`${run.unknowns} unknowns, ${plural(run.steps, 'step')}`}
      />
    </Strip>
  );
}

export function StepTable({ ends }: { ends: TwinStepEnd[] }) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>Step</th>
          <th className="num">Ended at</th>
          <th className="num">Voltage</th>
          <th className="num">Current</th>
          <th className="num">Charge</th>
          <th className={table.hidePhone}>Why</th>
        </tr>
      </thead>
      <tbody>
        {ends.map((end, i) => (
          <tr key={i} data-bad={end.reason === 'Impossible' || undefined}>
            <td>{end.step}</td>
            <td className="num">{span(end.timeS * 1000)}</td>
            <td className="num">{fixed(end.voltageV, 3)} V</td>
            <td className="num">{fixed(end.currentA, 2)} A</td>
            <td className="num">{fixed(end.socPct, 1)} %</td>
            <td className={table.hidePhone}>{end.text}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
