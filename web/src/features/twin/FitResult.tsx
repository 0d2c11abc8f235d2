import { useMemo } from 'react';
import { Link } from 'react-router';
import type { FitParameterName, TwinEstimate } from '@/api/twinTypes';
import { count, fixed, nothing, plural } from '@/format/units';
import { Panel } from '@/ui/Panel';
import { Cell, Strip } from '@/ui/Strip';
import { BandChart } from './BandChart';
import { parameterWords as words } from './profile';
import { ProfilesPanel } from './ProfilesPanel';
import type { AnsweredFit } from './query';
import { oneBehindTheOther, sourceName } from './telemetry';
import table from '@/ui/table.module.css';
import css from './twin.module.css';

/** What a fit found, what it refused, and what is left between cell and model. */
export function FitResult({ answer }: { answer: AnsweredFit }) {
  const { result, asked } = answer;
  return (
    <>
      <Totals answer={answer} />
      <Panel title={`${asked.set}, ${sourceName(asked.source)}`} flush aside={<Onward answer={answer} />}>
        <div className={css.steps}>
          <Estimates answer={answer} />
        </div>
      </Panel>
      {result.profiles.length > 0 && <ProfilesPanel result={result} />}
      <Panel title="Measured and modelled" aside={plural(result.windows.length, 'window')}>
        <Charts answer={answer} />
      </Panel>
      {result.faults > 0 && (
        <Panel title="What was wrong with the telemetry" flush aside={plural(result.faults, 'fault')}>
          <div className={css.steps}>
            <Notes answer={answer} />
          </div>
        </Panel>
      )}
    </>
  );
}

function Totals({ answer: { result } }: { answer: AnsweredFit }) {
  const used = result.windows.reduce((sum, w) => sum + w.used, 0);
  const rmse = Math.sqrt(result.windows.reduce((sum, w) => sum + w.used * w.rmseV ** 2, 0) / Math.max(1, used));
  const refused = result.estimates.filter((e) => e.refusal !== null).length;
  return (
    <Strip>
      <Cell
        label="Capacity now"
        value={result.capacityAh === null ? nothing : `${fixed(result.capacityAh, 3)} Ah`}
        note={result.capacityAh === null ? 'not shown' : `${fixed(result.capacityLowAh!, 3)} to ${fixed(result.capacityHighAh!, 3)} Ah`}
      />
      <Cell
        label="Shown"
        bad={refused > 0}
        value={`${result.estimates.length - refused} of ${result.estimates.length}`}
        note={refused > 0 ? 'refused below' : 'what was looked for'}
      />
      <Cell label="Left over" value={`${fixed(1000 * rmse, 2)} mV`} note={`noise ${fixed(1000 * result.noiseV, 2)} mV`} />
      <Cell label="Rows used" value={count(used)} note={`of ${count(result.rows)}`} />
      <Cell
        label="Memory"
        value={fixed(result.memoryFactor, 1)}
        note={result.memoryFactor < 2 ? 'the model fits' : 'the model does not fit'}
      />
      <Cell
        label="Computed in"
        value={`${fixed(result.tookMs, 0)} ms`}
        note={`${plural(result.iterations, 'step')}${result.isConverged ? '' : ', not at an end'}`}
      />
    </Strip>
  );
}

/** Where a value lies on a bar from nothing to twice the new cell's. */
const place = (value: number) => `${Math.min(100, Math.max(0, 50 * value))}%`;

function Estimates({ answer: { result, truth } }: { answer: AnsweredFit }) {
  const truthOf = (e: TwinEstimate): number | undefined =>
    !truth || truth.set
      ? undefined
      : {
          capacity: truth.capacity ?? 1,
          resistance: truth.resistance ?? 1,
          'diffusion-time': truth.diffusionTime ?? 1,
          'lost-lithium': 0,
          'sei-rate': 1,
        }[e.parameter];
  const hasTruth = result.estimates.some((e) => truthOf(e) !== undefined);
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>Over the new cell&apos;s</th>
          <th className="num">Value</th>
          <th className="num">95 % between</th>
          {hasTruth && <th className="num">Truth</th>}
          <th className={`${table.hidePhone} ${css.wide}`}>0 … 2</th>
        </tr>
      </thead>
      <tbody>
        {result.estimates.map((e) =>
          e.refusal !== null ? (
            <tr key={e.parameter}>
              <td>{words[e.parameter]}</td>
              <td colSpan={hasTruth ? 4 : 3}>
                <strong>Refused:</strong> {e.refusal}
              </td>
            </tr>
          ) : (
            <tr key={e.parameter}>
              <td>{words[e.parameter]}</td>
              <td className="num">{fixed(e.value, 4)}</td>
              <td className="num">
                {fixed(e.low!, 4)} to {fixed(e.high!, 4)}
              </td>
              {hasTruth && <td className="num">{fixed(truthOf(e)!, 2)}</td>}
              <td className={`${table.hidePhone} ${css.wide}`}>
                <span className={css.interval} role="img" aria-label={`between ${fixed(e.low!, 3)} and ${fixed(e.high!, 3)}`}>
                  <i className={css.whole} />
                  <i className={css.reach} style={{ left: place(e.low!), right: `calc(100% - ${place(e.high!)})` }} />
                  <i className={css.mark} style={{ left: place(e.value) }} />
                  {hasTruth && <i className={css.truth} style={{ left: place(truthOf(e)!) }} />}
                </span>
              </td>
            </tr>
          ),
        )}
      </tbody>
    </table>
  );
}

/** What was found goes on into a forecast. */
function Onward({ answer: { result, asked } }: { answer: AnsweredFit }) {
  const found = (name: FitParameterName) => result.estimates.find((e) => e.parameter === name && e.refusal === null);
  const params = new URLSearchParams({ view: 'forecast', set: asked.set });
  const put = (name: string, value: number | undefined) =>
    value !== undefined && params.set(name, String(Number((100 * value).toPrecision(4))));
  for (const [name, key] of [
    ['capacity', 'capacity'],
    ['resistance', 'resistance'],
    ['diffusion-time', 'diffusion'],
  ] as const) {
    put(key, found(name)?.value);
    put(`${key}Sd`, found(name)?.standardDeviation ?? undefined);
  }
  return result.estimates.some((e) => e.refusal === null) ? <Link to={`/twin?${params}`}>Forecast with it</Link> : null;
}

function Charts({ answer: { result } }: { answer: AnsweredFit }) {
  const x = useMemo(
    () =>
      oneBehindTheOther(
        result.timeS,
        result.windows.map((w) => w.startS),
      ),
    [result],
  );
  const voltage = useMemo(
    () => ({
      label: 'Voltage, modelled',
      unit: 'V',
      decimals: 4,
      least: 0.1,
      places: 'elapsed' as const,
      color: 'flow' as const,
      x,
      line: result.voltageV.map((v, i) => v - result.residualV[i]!),
      bands: [],
      other: { label: 'Measured', values: result.voltageV },
    }),
    [result, x],
  );
  const residual = useMemo(
    () => ({
      label: 'Measured less modelled',
      unit: 'mV',
      decimals: 2,
      least: 4,
      places: 'elapsed' as const,
      color: 'phase-3' as const,
      x,
      line: result.residualV.map((v) => 1000 * v),
      bands: [
        {
          label: 'twice the noise',
          low: result.residualV.map(() => -2000 * result.noiseV),
          high: result.residualV.map(() => 2000 * result.noiseV),
        },
      ],
    }),
    [result, x],
  );
  return (
    <div className={css.charts}>
      <BandChart banded={voltage} height={220} />
      <BandChart banded={residual} height={220} />
    </div>
  );
}

function Notes({ answer: { result } }: { answer: AnsweredFit }) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th className="num">Row</th>
          <th className={css.wide}>What</th>
        </tr>
      </thead>
      <tbody>
        {result.notes.map((note, i) => (
          <tr key={i}>
            <td className="num">{note.row}</td>
            <td>{note.reason}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
