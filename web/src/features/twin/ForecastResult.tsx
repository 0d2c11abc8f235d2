import { useMemo } from 'react';
import type { TwinBands, TwinHours, TwinWay, TwinWearCost, TwinYears } from '@/api/twinTypes';
import { span } from '@/format/time';
import { count, fixed, inUnits, plural } from '@/format/units';
import { Panel } from '@/ui/Panel';
import { Cell, Strip } from '@/ui/Strip';
import { BandChart, type Banded, type Places } from './BandChart';
import { forecastTitle } from './forecast';
import type { AnsweredForecast } from './query';
import table from '@/ui/table.module.css';
import css from './twin.module.css';

/** What was forecast, as its kind has it. */
export function ForecastResult({ answer }: { answer: AnsweredForecast }) {
  const title = forecastTitle(answer.asked);
  switch (answer.kind) {
    case 'hours':
      return <Hours title={title} hours={answer.result} />;
    case 'years':
      return <Years title={title} years={answer.result} horizon={answer.asked.years ?? 10} />;
    case 'ways':
      return <Ways title={title} ways={answer.result.ways} tookMs={answer.result.tookMs} horizon={answer.asked.years ?? 10} />;
    case 'wear':
      return <Wear title={title} wear={answer.result} />;
  }
}

const fan = (
  places: Places,
  x: number[],
  bands: TwinBands,
  look: Pick<Banded, 'label' | 'unit' | 'decimals' | 'least' | 'color'>,
): Banded => ({
  ...look,
  places,
  x,
  line: bands.p50,
  bands: [
    { label: '5 to 95 %', low: bands.p5, high: bands.p95 },
    { label: '25 to 75 %', low: bands.p25, high: bands.p75 },
  ],
});

const last = (column: readonly number[]): number => column.at(-1) ?? NaN;
const between = (bands: TwinBands, decimals: number): string => `${fixed(last(bands.p5), decimals)} to ${fixed(last(bands.p95), decimals)}`;

const boundWords: Record<TwinHours['firstBound'], string> = {
  None: 'all can follow it',
  DischargeCurrent: 'by the discharge current',
  ChargeCurrent: 'by the charge current',
  MinVoltage: 'by the lowest voltage',
  MaxVoltage: 'by the highest voltage',
};

function Hours({ title, hours }: { title: string; hours: TwinHours }) {
  const charts = useMemo(
    () => [
      fan('elapsed', hours.timeS, hours.socPct, { label: 'State of charge', unit: '%', decimals: 1, least: 5, color: 'flow' }),
      fan('elapsed', hours.timeS, hours.voltageV, { label: 'Voltage', unit: 'V', decimals: 3, least: 0.1, color: 'flow' }),
      fan('elapsed', hours.timeS, hours.currentA, {
        label: 'Current (positive charges)',
        unit: 'A',
        decimals: 2,
        least: 0.5,
        color: 'flow',
      }),
      fan('elapsed', hours.timeS, hours.temperatureC, { label: 'Temperature', unit: '°C', decimals: 2, least: 2, color: 'flow' }),
    ],
    [hours],
  );
  const most = hours.boundShare.reduce((a, b) => Math.max(a, b), 0);
  const first = hours.boundShare.findIndex((share) => share > 0);
  return (
    <>
      <Strip>
        <Cell label="Charge at the end" value={`${fixed(last(hours.socPct.p50), 1)} %`} note={`${between(hours.socPct, 1)} %`} />
        <Cell label="Voltage at the end" value={`${fixed(last(hours.voltageV.p50), 3)} V`} note={`${between(hours.voltageV, 3)} V`} />
        <Cell
          label="Lowest voltage"
          value={`${fixed(Math.min(...hours.voltageV.p50), 3)} V`}
          note={`1 in 20: ${fixed(Math.min(...hours.voltageV.p5), 3)} V`}
        />
        <Cell
          label="Hottest"
          value={inUnits(Math.max(...hours.temperatureC.p50), 'Celsius')}
          note={`1 in 20: ${inUnits(Math.max(...hours.temperatureC.p95), 'Celsius')}`}
        />
        <Cell
          label="Cannot follow"
          bad={most > 0}
          value={`${fixed(100 * most, 0)} %`}
          note={most > 0 ? `${boundWords[hours.firstBound]}, from ${span(1000 * hours.timeS[first]!)} on` : boundWords.None}
        />
        <Cell label="Computed in" value={`${fixed(hours.tookMs / 1000, 1)} s`} note={span(1000 * last(hours.timeS))} />
      </Strip>
      <Panel title={title} aside="median, 25 to 75 %, 5 to 95 %">
        <div className={css.charts}>
          {charts.map((banded) => (
            <BandChart key={banded.label} banded={banded} height={210} />
          ))}
        </div>
      </Panel>
    </>
  );
}

function Years({ title, years, horizon }: { title: string; years: TwinYears; horizon: number }) {
  const charts = useMemo(
    () => [
      fan('years', years.years, years.capacityPct, { label: 'Capacity', unit: '% of new', decimals: 2, least: 1, color: 'flow' }),
      fan('years', years.years, years.resistancePct, { label: 'Resistance', unit: '% of new', decimals: 1, least: 5, color: 'flow' }),
    ],
    [years],
  );
  const life = (value: number | null) => (value === null ? `> ${horizon} y` : `${fixed(value, 1)} y`);
  return (
    <>
      <Strip>
        <Cell label="Useful life" value={life(years.lifeYears.p50)} note="every other cell" />
        <Cell
          label="1 in 20 ends by"
          value={life(years.lifeYears.p5)}
          note={years.lifeYears.p95 === null ? '' : `19 in 20 by ${life(years.lifeYears.p95)}`}
        />
        <Cell label="Capacity then" value={`${fixed(last(years.capacityPct.p50), 1)} %`} note={`${between(years.capacityPct, 1)} %`} />
        <Cell
          label="Resistance then"
          value={`${fixed(last(years.resistancePct.p50), 0)} %`}
          note={`${between(years.resistancePct, 0)} %`}
        />
        <Cell
          label="A week charges"
          bad={years.weekBoundShare > 0.05}
          value={inUnits(years.weekChargeAh, 'Ah')}
          note={years.weekBoundShare > 0 ? `held back ${fixed(100 * years.weekBoundShare, 1)} % of it` : 'as planned'}
        />
        <Cell label="Computed in" value={`${fixed(years.tookMs / 1000, 1)} s`} note={`${count(years.weeksRun)} weeks run`} />
      </Strip>
      <Panel title={title} aside="median, 25 to 75 %, 5 to 95 %">
        <div className={css.charts}>
          {charts.map((banded) => (
            <BandChart key={banded.label} banded={banded} height={260} />
          ))}
        </div>
      </Panel>
    </>
  );
}

function Ways({ title, ways, tookMs, horizon }: { title: string; ways: TwinWay[]; tookMs: number; horizon: number }) {
  const best = ways.reduce((most, way) => Math.max(most, way.capacityPct), 0);
  return (
    <Panel title={title} flush aside={`after ${plural(horizon, 'year')}; ${fixed(tookMs / 1000, 1)} s`}>
      <div className={css.steps}>
        <table className={table.table}>
          <thead>
            <tr>
              <th className="num">Rate</th>
              <th className="num">Temperature</th>
              <th className="num">Window</th>
              <th className="num">Capacity left</th>
              <th className="num">Resistance</th>
              <th className="num">Useful life</th>
              <th className="num">Charged</th>
            </tr>
          </thead>
          <tbody>
            {ways.map((way, i) => (
              <tr key={i}>
                <td className="num">{fixed(way.cRate, 2)} C</td>
                <td className="num">{fixed(way.temperatureC, 0)} °C</td>
                <td className="num">
                  {fixed(way.lowSocPct, 0)} to {fixed(way.highSocPct, 0)} %
                </td>
                <td className="num">
                  {way.capacityPct === best ? <strong>{fixed(way.capacityPct, 2)} %</strong> : `${fixed(way.capacityPct, 2)} %`}
                </td>
                <td className="num">{fixed(way.resistancePct, 1)} %</td>
                <td className="num">{way.lifeYears === null ? `over ${horizon} years` : `${fixed(way.lifeYears, 1)} years`}</td>
                <td className="num">{fixed(way.chargedAh / 1000, 2)} kAh</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Wear({ title, wear }: { title: string; wear: TwinWearCost }) {
  const banded = useMemo<Banded>(() => {
    const [first] = wear.pieces;
    return {
      label: 'Cost of wear above rest (positive charges)',
      unit: 'thousandths per hour',
      decimals: 4,
      least: 1e-6,
      places: 'W',
      color: 'flow',
      x: first ? [first.fromW, ...wear.pieces.map((p) => p.toW)] : [],
      line: first ? [first.fromPerHour, ...wear.pieces.map((p) => p.toPerHour)].map((v) => 1000 * v) : [],
      bands: [],
    };
  }, [wear]);
  const steepest = wear.pieces.reduce((most, p) => Math.max(most, Math.abs(p.perKWh)), 0);
  return (
    <>
      <Strip>
        <Cell label="At rest" value={`${fixed(1e6 * wear.restPerHour, 1)} ×10⁻⁶`} note="per hour, used or not" />
        <Cell label="Steepest" value={fixed(steepest, 4)} note="per kWh" />
        <Cell label="Pieces" value={count(wear.pieces.length)} note="straight, slopes rise" />
        <Cell label="Off by at most" value={`${fixed(1e6 * wear.greatestGap, 1)} ×10⁻⁶`} note="per hour" />
        <Cell label="Range" value={inUnits(wear.pieces.at(-1)?.toW ?? 0, 'W')} note="both ways" />
        <Cell label="Computed in" value={`${fixed(wear.tookMs, 0)} ms`} note="every power in turn" />
      </Strip>
      <Panel title={title}>
        <BandChart banded={banded} height={260} />
      </Panel>
      <Panel title="Pieces for a linear program" flush>
        <div className={css.steps}>
          <table className={table.table}>
            <thead>
              <tr>
                <th className="num">From</th>
                <th className="num">To</th>
                <th className="num">Cost there, per hour</th>
                <th className="num">Slope, per kWh</th>
              </tr>
            </thead>
            <tbody>
              {wear.pieces.map((piece) => (
                <tr key={piece.fromW}>
                  <td className="num">{fixed(piece.fromW, 1)} W</td>
                  <td className="num">{fixed(piece.toW, 1)} W</td>
                  <td className="num">{fixed(1e6 * piece.fromPerHour, 2)} ×10⁻⁶</td>
                  <td className="num">{fixed(piece.perKWh, 5)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Panel>
      <p className={css.source}>{wear.source}</p>
    </>
  );
}
