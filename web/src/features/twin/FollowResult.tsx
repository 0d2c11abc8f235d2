import { useMemo } from 'react';
import type { FollowTrust } from '@/api/twinTypes';
import { elapsed } from '@/format/time';
import { count, fixed, nothing } from '@/format/units';
import { Panel } from '@/ui/Panel';
import { Cell, Strip } from '@/ui/Strip';
import { BandChart, type Banded } from './BandChart';
import type { AnsweredFollow } from './query';
import { sourceName } from './telemetry';
import table from '@/ui/table.module.css';
import css from './twin.module.css';

/** What the twin believed, row by row, and how far it is to be trusted. */
export function FollowResult({ answer }: { answer: AnsweredFollow }) {
  const { result, asked } = answer;
  return (
    <>
      <Totals answer={answer} />
      <Panel title="How far it trusts itself" flush>
        <div className={css.steps}>
          <Turns answer={answer} />
        </div>
      </Panel>
      <Panel title={`${asked.set}, ${sourceName(asked.source)}`} aside="95 % bands">
        <Charts answer={answer} />
      </Panel>
      <p className={css.source}>{result.summary}</p>
    </>
  );
}

const words: Record<FollowTrust, string> = { Settling: 'settling', Trusted: 'trusted', Doubtful: 'doubtful', Lost: 'lost' };

function Totals({ answer: { result, truth } }: { answer: AnsweredFollow }) {
  const trust = result.turns.at(-1)?.trust ?? 'Settling';
  const last = (column: readonly number[]) => column.at(-1) ?? NaN;
  const { taken, outliers, missing, late } = result.counts;
  const known = truth && !truth.set ? truth : null;
  return (
    <Strip>
      <Cell
        label="The twin is"
        bad={trust === 'Lost' || trust === 'Doubtful'}
        value={words[trust]}
        note={trust === 'Lost' ? 'not to be used' : 'as it judges itself'}
      />
      <Cell
        label="Charge"
        value={`${fixed(last(result.socPct), 1)} %`}
        note={`± ${fixed(last(result.socBandPct), 1)}${known ? `, truth ${fixed(last(known.socPct), 1)}` : ''}`}
      />
      <Cell
        label="Capacity"
        value={`${fixed(100 * last(result.capacity), 1)} %`}
        note={`± ${fixed(100 * last(result.capacityBand), 1)}${known ? `, truth ${fixed(100 * (known.capacity ?? 1), 0)}` : ''}`}
      />
      <Cell
        label="Resistance"
        value={`${fixed(100 * last(result.resistance), 0)} %`}
        note={`± ${fixed(100 * last(result.resistanceBand), 0)}${known ? `, truth ${fixed(100 * (known.resistance ?? 1), 0)}` : ''}`}
      />
      <Cell
        label="Sensor is off by"
        value={`${fixed(-1000 * last(result.currentBiasA), 0)} mA`}
        note={`± ${fixed(1000 * last(result.currentBiasBandA), 0)}${known ? `, truth ${fixed(1000 * (known.currentOffsetA ?? 0), 0)}` : ''}`}
      />
      <Cell
        label="Voltages"
        value={count(taken)}
        note={
          outliers + missing + late === 0
            ? `taken in, in ${fixed(result.tookMs, 0)} ms`
            : [outliers && `${outliers} outliers`, missing + late && `${missing + late} not there`].filter(Boolean).join(', ')
        }
      />
    </Strip>
  );
}

function Turns({ answer: { result } }: { answer: AnsweredFollow }) {
  const start = result.timeS[0] ?? 0;
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th className="num">From</th>
          <th>Trust</th>
          <th className={css.why}>Why</th>
        </tr>
      </thead>
      <tbody>
        {result.turns.map((turn, i) => (
          <tr key={i} data-bad={turn.trust === 'Lost' || turn.trust === 'Doubtful' || undefined}>
            <td className="num">{elapsed(turn.timeS - start)}</td>
            <td>{words[turn.trust]}</td>
            <td>{turn.reason || nothing}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Charts({ answer: { result, truth } }: { answer: AnsweredFollow }) {
  const charts = useMemo<Banded[]>(() => {
    const start = result.timeS[0] ?? 0;
    const x = result.timeS.map((t) => t - start);
    const known = truth && !truth.set && truth.timeS.length === x.length ? truth : null;
    const band = (of: number[], by: number[], least: number, most: number) => [
      { label: '95 %', low: of.map((v, i) => Math.max(least, v - by[i]!)), high: of.map((v, i) => Math.min(most, v + by[i]!)) },
    ];
    const steady = (value: number | undefined) => (known ? { label: 'Truth', values: x.map(() => value ?? 1) } : undefined);
    const common = { places: 'elapsed' as const, x };
    const optional = (other: Banded['other']) => (other ? { other } : {});
    return [
      {
        ...common,
        label: 'State of charge',
        unit: '%',
        decimals: 2,
        least: 5,
        color: 'flow',
        line: result.socPct,
        bands: band(result.socPct, result.socBandPct, 0, 100),
        ...optional(known ? { label: 'Truth', values: known.socPct } : undefined),
      },
      {
        ...common,
        label: 'Measured less expected',
        unit: 'mV',
        decimals: 2,
        least: 5,
        color: 'phase-3',
        line: result.innovationV.map((v, i) => (v === null || x[i]! - (x[i - 1] ?? 0) > 60 ? null : Math.min(50, Math.max(-50, 1000 * v)))),
        bands: [],
      },
      {
        ...common,
        label: 'Capacity over the new cell’s',
        unit: '',
        decimals: 4,
        least: 0.05,
        color: 'flow',
        line: result.capacity,
        bands: band(result.capacity, result.capacityBand, 0, 2),
        ...optional(steady(known?.capacity)),
      },
      {
        ...common,
        label: 'Resistance over the new cell’s',
        unit: '',
        decimals: 3,
        least: 0.1,
        color: 'flow',
        line: result.resistance,
        bands: band(result.resistance, result.resistanceBand, 0, 10),
        ...optional(steady(known?.resistance)),
      },
    ];
  }, [result, truth]);
  return (
    <div className={css.charts}>
      {charts.map((banded) => (
        <BandChart key={banded.label} banded={banded} height={210} />
      ))}
    </div>
  );
}
