const names = [
  'text',
  'dim',
  'faint',
  'line',
  'flow',
  'area',
  'copper',
  'band',
  'band-tail',
  'bad',
  'phase-1',
  'phase-2',
  'phase-3',
  'surface',
] as const;

export type PlotColors = Record<(typeof names)[number], string>;

/** The palette as a canvas needs it: resolved. */
export function plotColors(): PlotColors {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as PlotColors;
}
