import { useMemo } from 'react';
import type uPlot from 'uplot';
import { around, elapsedAxis, elapsedScale, numberAxis, placeAxis } from '@/ui/plot/axes';
import type { PlotColors } from '@/ui/plot/colors';
import { Plot, type PlotOptions } from '@/ui/plot/Plot';
import { elapsedReadout, placeReadout } from '@/ui/plot/readout';
import css from './twin.module.css';

/** What lies along the bottom. */
export type Places = 'elapsed' | 'years' | 'W';

export interface Banded {
  label: string;
  unit: string;
  decimals: number;
  /** The scale is at least this wide, so that rounding does not look like an event. */
  least: number;
  places: Places;
  x: number[];
  line: (number | null)[];
  /** Areas between two lines, the widest first. */
  bands: { label: string; low: number[]; high: number[] }[];
  /** Drawn dashed: a truth that is known, a limit. */
  other?: { label: string; values: (number | null)[] };
  color: keyof PlotColors;
}

/** One quantity with how well it is known. */
export function BandChart({ banded, height = 190 }: { banded: Banded; height?: number }) {
  const { label, unit, decimals, least, places, color } = banded;
  const names = banded.bands.map((b) => b.label).join('|');
  const other = banded.other?.label;
  const data = useMemo(
    () =>
      [
        banded.x,
        ...banded.bands.flatMap((b) => [b.high, b.low]),
        banded.line,
        ...(banded.other ? [banded.other.values] : []),
      ] as uPlot.AlignedData,
    [banded],
  );
  const options = useMemo(
    () => optionsOf({ label, unit, decimals, least, places, color, bands: names === '' ? [] : names.split('|'), other }),
    [label, unit, decimals, least, places, color, names, other],
  );
  return (
    <figure className={css.chart}>
      <figcaption>
        {unit ? `${label}, ${unit}` : label}
        {places !== 'elapsed' && <span className="faint"> over {places}</span>}
      </figcaption>
      <Plot label={`${label}${banded.bands.length > 0 ? ' with its bands' : ''}`} height={height} data={data} options={options} />
    </figure>
  );
}

interface Look extends Pick<Banded, 'label' | 'unit' | 'decimals' | 'least' | 'places' | 'color'> {
  bands: string[];
  other: string | undefined;
}

const optionsOf =
  ({ label, unit, decimals, least, places, color, bands, other }: Look) =>
  (colors: PlotColors): PlotOptions => {
    const edge = { stroke: 'transparent', width: 0, points: { show: false } };
    const lines = [
      ...bands.flatMap((name) => [
        { label: `${name}, upper`, unit, decimals },
        { label: `${name}, lower`, unit, decimals },
      ]),
      { label, unit, decimals, color: colors[color] },
      ...(other ? [{ label: other, unit, decimals, color: colors.dim }] : []),
    ];
    return {
      padding: [8, 26, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: true, y: false }, sync: { key: `twin-${places}` } },
      scales: { x: elapsedScale, y: { range: around(least) } },
      axes: [places === 'elapsed' ? elapsedAxis(colors) : placeAxis(colors), numberAxis(colors)],
      bands: bands.map((_, i) => ({ series: [2 * i + 1, 2 * i + 2], fill: colors.area })),
      series: [
        {},
        ...bands.flatMap(() => [edge, edge]),
        { stroke: colors[color], width: 1.5, points: { show: false } },
        ...(other ? [{ stroke: colors.dim, width: 1.25, dash: [6, 4], points: { show: false } }] : []),
      ],
      plugins: [
        places === 'elapsed'
          ? elapsedReadout(lines)
          : placeReadout((x) => (places === 'years' ? `${x.toFixed(1)} years` : `${x.toFixed(1)} W`), lines),
      ],
    };
  };
