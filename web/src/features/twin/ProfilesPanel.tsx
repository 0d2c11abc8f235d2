import { useMemo } from 'react';
import type uPlot from 'uplot';
import type { TwinEstimate, TwinFit, TwinProfile } from '@/api/twinTypes';
import { Panel } from '@/ui/Panel';
import { fromZero, numberAxis, placeAxis } from '@/ui/plot/axes';
import type { PlotColors } from '@/ui/plot/colors';
import { Plot, type PlotOptions } from '@/ui/plot/Plot';
import { placeReadout } from '@/ui/plot/readout';
import { curvatureLine, endOfInterval, intervalWords, parameterWords, profileLine } from './profile';
import css from './twin.module.css';

/** Intervals that do not trust the curvature: how much worse the fit gets as one parameter is moved away. */
export function ProfilesPanel({ result }: { result: TwinFit }) {
  const open = result.profiles.filter((p) => p.low === null || p.high === null).length;
  return (
    <Panel title="Likelihood profiles" aside={open > 0 ? `${open} open` : 'all closed'}>
      <p className={css.source}>
        How much worse the fit gets as one parameter is moved away and all others are fitted anew; faint: what the curvature alone says. The
        95 % interval ends where the dashed line is met.
      </p>
      <div className={css.charts}>
        {result.profiles.map((profile) => (
          <ProfileChart
            key={profile.parameter}
            profile={profile}
            estimate={result.estimates.find((e) => e.parameter === profile.parameter)}
          />
        ))}
      </div>
    </Panel>
  );
}

function ProfileChart({ profile, estimate }: { profile: TwinProfile; estimate: TwinEstimate | undefined }) {
  const data = useMemo<uPlot.AlignedData>(() => {
    const { x, y } = profileLine(profile);
    return [x, y, curvatureLine(estimate, x), x.map(() => endOfInterval)] as uPlot.AlignedData;
  }, [profile, estimate]);
  const name = parameterWords[profile.parameter];
  return (
    <figure className={css.chart}>
      <figcaption>
        {name}: {intervalWords(profile)}
        <span className="faint"> {profile.note ?? 'rise of chi-square'}</span>
      </figcaption>
      {profile.value.length > 1 ? (
        <Plot label={`Likelihood profile of ${name.toLowerCase()}`} height={190} data={data} options={options} />
      ) : (
        <p className={css.source}>Nothing could be tried beside the value that was found.</p>
      )}
    </figure>
  );
}

const options = (colors: PlotColors): PlotOptions => ({
  padding: [8, 26, 0, 0],
  legend: { show: false },
  cursor: { y: false, drag: { x: true, y: false } },
  scales: { x: { time: false }, y: { range: riseScale } },
  axes: [placeAxis(colors), numberAxis(colors)],
  series: [
    {},
    { stroke: colors.flow, width: 1.5, points: { show: false } },
    { stroke: colors.faint, width: 1.25, points: { show: false } },
    { stroke: colors.dim, width: 1.25, dash: [6, 4], points: { show: false } },
  ],
  plugins: [
    placeReadout(
      (x) => x.toFixed(4),
      [
        { label: 'Rise of chi-square', unit: '', decimals: 2, color: colors.flow },
        { label: 'By the curvature', unit: '', decimals: 2, color: colors.faint },
        { label: '95 % end at', unit: '', decimals: 2, color: colors.dim },
      ],
    ),
  ],
});

/** The end of the interval is always in sight, and a curvature that runs off does not flatten what is. */
const riseScale: uPlot.Range.Function = (plot, min, max, key) =>
  fromZero(1.5 * endOfInterval)(plot, Math.max(0, min), Math.min(max, 4 * endOfInterval), key);
