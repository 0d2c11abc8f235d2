/** What the live chart can show, with the measurand that limits it, if there is one. */
export const measures = {
  current: { label: 'Current', measurand: 'Current.Import', limit: 'Current.Offered', unit: 'A' },
  power: { label: 'Power', measurand: 'Power.Active.Import', limit: 'Power.Offered', unit: 'W' },
  voltage: { label: 'Voltage', measurand: 'Voltage', limit: null, unit: 'V' },
  soc: { label: 'SoC', measurand: 'SoC', limit: null, unit: 'Percent' },
} as const;

export type MeasureName = keyof typeof measures;
export type Measure = (typeof measures)[MeasureName];

export const measureNames = Object.keys(measures) as MeasureName[];

/** Windows of the chart in seconds. */
export const windows = [60, 300, 3600] as const;
export type WindowS = (typeof windows)[number];

/** Step of the history behind each window, in seconds: fine enough for the screen, few enough for one answer. */
export const resolutionS: Record<WindowS, number> = { 60: 1, 300: 1, 3600: 15 };
