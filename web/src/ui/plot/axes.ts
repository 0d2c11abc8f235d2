import type uPlot from 'uplot';
import { clock, elapsed, type Zone } from '@/format/time';
import { fixed, quantity } from '@/format/units';
import type { PlotColors } from './colors';

const font = '11px system-ui, sans-serif';

const base = (colors: PlotColors): uPlot.Axis => ({
  font,
  stroke: colors.dim,
  grid: { stroke: colors.line, width: 1 },
  ticks: { show: false },
});

/** Clock times along the bottom, to the minute when the ticks are minutes apart. */
export const timeAxis = (colors: PlotColors, zone: Zone): uPlot.Axis => ({
  ...base(colors),
  size: 24,
  gap: 4,
  space: 78,
  values: (_plot, splits, _axis, _space, step) => splits.map((s) => clock(s * 1000, zone, step >= 60 ? 'min' : 's')),
});

/** Time since a beginning: steps are those of a clock, which a scale of tens is not. */
export const elapsedScale: uPlot.Scale = { time: false };

const elapsedSteps = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 172_800, 432_000, 864_000, 2_592_000,
];

export const elapsedAxis = (colors: PlotColors): uPlot.Axis => ({
  ...base(colors),
  size: 24,
  gap: 4,
  space: 70,
  incrs: elapsedSteps,
  values: (_plot, splits) => splits.map(elapsed),
});

/** Cycles, steps: whole numbers. */
export const countAxis = (colors: PlotColors): uPlot.Axis => ({
  ...base(colors),
  size: 24,
  gap: 4,
  space: 60,
  incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
});

/** Plain numbers with as many decimals as their steps need; the unit stands in the caption. */
export const numberAxis = (colors: PlotColors): uPlot.Axis => ({
  ...base(colors),
  size: 56,
  gap: 6,
  space: 34,
  values: (_plot, splits, _axis, _space, step) => splits.map((value) => fixed(value, decimalsOf(step))),
});

/** The same along the bottom. */
export const placeAxis = (colors: PlotColors): uPlot.Axis => ({ ...numberAxis(colors), size: 24, gap: 4, space: 60 });

/** Decimals that tell values apart that are a step from each other. */
export function decimalsOf(step: number): number {
  let decimals = 0;
  while (decimals < 8 && Math.abs(step * 10 ** decimals - Math.round(step * 10 ** decimals)) > 1e-6) decimals++;
  return decimals;
}

/** Values with their unit on every tick. */
export const valueAxis = (colors: PlotColors, unit: string, more: Partial<uPlot.Axis> = {}): uPlot.Axis => ({
  ...base(colors),
  size: 64,
  gap: 6,
  space: 34,
  values: (_plot, splits) => splits.map((value) => tick(value, unit)),
  ...more,
});

function tick(value: number, unit: string): string {
  if (value === 0) return '0';
  const parts = quantity(value, unit);
  return `${parts.number.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')} ${parts.unit}`;
}

/** A scale from 0 with some air on top; at least `least` high, so that noise is not blown up. */
export function fromZero(least: number): uPlot.Range.Function {
  return (_plot, min, max) => {
    const low = Math.min(0, min ?? 0);
    return [low < 0 ? low * 1.08 : 0, Math.max(least, (max ?? 0) * 1.08)];
  };
}

/** A scale around what is there, at least `least` wide: for voltages, which live far from 0. */
export function around(least: number): uPlot.Range.Function {
  return (_plot, min, max) => {
    if (min == null || max == null) return [0, least];
    const air = Math.max((max - min) * 0.1, (least - (max - min)) / 2, 0);
    return [min - air, max + air];
  };
}
