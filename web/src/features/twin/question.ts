import { type Filters, oneOf, text, whole } from '@/app/filters';

export const models = ['SPM', 'SPMe', 'DFN'] as const;
export const heats = ['isothermal', 'lumped'] as const;
export const seiLaws = [
  'solvent-diffusion-limited',
  'reaction-limited',
  'interstitial-diffusion-limited',
  'electron-migration-limited',
  'ec-reaction-limited',
] as const;

/** What besides SEI wears a cell. The words are those of `busbar twin cycle`. */
export const wears = ['sei', 'plating', 'cracks', 'material', 'all'] as const;

const wearValues: Record<(typeof wears)[number], { plating?: string; cracks?: string; lam?: string; porosityChange?: boolean }> = {
  sei: {},
  plating: { plating: 'partially-reversible' },
  cracks: { cracks: 'paris' },
  material: { lam: 'stress' },
  all: { plating: 'partially-reversible', cracks: 'paris', lam: 'stress', porosityChange: true },
};

/** How unlike the cells of a pack are: of one batch, of a first life, of many. */
export const spreads = ['none', 'batch', 'used', 'mixed'] as const;

const spreadValues: Record<
  (typeof spreads)[number],
  { capacitySpread: number; resistanceSpread: number; socSpread: number; temperatureSpreadK: number }
> = {
  none: { capacitySpread: 0, resistanceSpread: 0, socSpread: 0, temperatureSpreadK: 0 },
  batch: { capacitySpread: 0.01, resistanceSpread: 0.03, socSpread: 0.005, temperatureSpreadK: 2 },
  used: { capacitySpread: 0.03, resistanceSpread: 0.1, socSpread: 0.01, temperatureSpreadK: 4 },
  mixed: { capacitySpread: 0.06, resistanceSpread: 0.2, socSpread: 0.02, temperatureSpreadK: 6 },
};

/** What is asked stands in the address, so that a simulation can be sent to a colleague. */
export const questionSpec = {
  view: oneOf('pack', 'ageing'),
  set: text,
  model: oneOf(...models),
  heat: oneOf(...heats),
  sei: oneOf(...seiLaws),
  experiment: text,
  soc: whole,
  temperature: text,
  cycles: whole,
  series: whole,
  parallel: whole,
  strings: whole,
  health: whole,
  spread: oneOf(...spreads),
  wear: oneOf(...wears),
};

export type Question = Filters<typeof questionSpec>;

/** Takes everything out of the address. */
export const blank: Question = Object.fromEntries(Object.keys(questionSpec).map((name) => [name, undefined]));

export interface Example {
  name: string;
  experiment: string;
}

export const runExamples: Example[] = [
  { name: 'Discharge at 1C', experiment: 'Discharge at 1C; Rest for 1 hour' },
  {
    name: 'Fast charge',
    experiment: 'Discharge at C/2; Rest for 30 minutes; Charge at 1.5C; Hold at 4.2 V until C/20; Rest for 30 minutes',
  },
  { name: 'Pulses', experiment: '10 x (Discharge at 1C for 5 minutes; Rest for 25 minutes)' },
  {
    name: 'A site at its grid limit',
    experiment: '3 x (Discharge at 1C for 18 minutes; Rest for 12 minutes; Charge at C/2 for 30 minutes)',
  },
];

export const packExamples: Example[] = [
  {
    name: 'Peak shaving',
    experiment: 'Discharge at 1C for 20 minutes; Rest for 10 minutes; Charge at C/2 for 40 minutes; Rest for 20 minutes',
  },
  { name: 'Full and balanced', experiment: 'Charge at C/2; Hold at 4.2 V until C/50; Rest for 6 hours' },
  { name: 'To the last cell', experiment: 'Discharge at C/2; Rest for 30 minutes' },
];

export const ageingExamples: Example[] = [
  { name: 'Full cycles', experiment: 'Discharge at 1C; Charge at C/2; Hold at 4.2 V until C/20' },
  { name: 'Half cycles', experiment: 'Discharge at 1C for 30 minutes; Charge at C/2 for 1 hour; Rest for 10 minutes' },
  { name: 'A day of waiting', experiment: 'Rest for 24 hours' },
];

const numberOf = (typed: string | undefined): number | undefined => (typed === undefined ? undefined : Number(typed.replace(',', '.')));

/** What is sent for a run. Absent fields take the hub's defaults. */
export const runBody = (q: Question) => ({
  set: q.set ?? 'Chen2020',
  model: q.model ?? 'SPMe',
  thermal: q.heat ?? 'isothermal',
  experiment: q.experiment ?? runExamples[0]!.experiment,
  initialSoc: q.soc === undefined ? undefined : q.soc / 100,
  temperatureC: numberOf(q.temperature),
});

/** What is sent for ageing: without heat and with a law of growth, since a cell that does not age has no story. */
export const ageingBody = (q: Question) => ({
  set: q.set ?? 'OKane2022',
  model: q.model ?? 'SPM',
  sei: q.sei ?? seiLaws[0],
  experiment: q.experiment ?? ageingExamples[0]!.experiment,
  cycles: q.cycles ?? 50,
  initialSoc: q.soc === undefined ? undefined : q.soc / 100,
  temperatureC: numberOf(q.temperature),
  ...wearValues[q.wear ?? 'sei'],
});

/** What is sent for a pack: the experiment is that of one of its cells. */
export const packBody = (q: Question) => ({
  set: q.set ?? 'Chen2020',
  experiment: q.experiment ?? packExamples[0]!.experiment,
  series: q.series ?? 24,
  parallel: q.parallel ?? 2,
  strings: q.strings ?? 2,
  stateOfHealth: (q.health ?? 80) / 100,
  initialSoc: (q.soc ?? 70) / 100,
  temperatureC: numberOf(q.temperature),
  ...spreadValues[q.spread ?? 'used'],
});

export type PackBody = ReturnType<typeof packBody>;
export type RunBody = ReturnType<typeof runBody>;
export type AgeingBody = ReturnType<typeof ageingBody>;

/** What is wrong with a number that was typed; null when it can be sent. */
export function faultOf(typed: string, from: number, to: number, unit: string): string | null {
  if (typed.trim() === '') return null;
  const value = Number(typed.replace(',', '.'));
  return Number.isFinite(value) && value >= from && value <= to ? null : `Give ${from} to ${to} ${unit}`;
}

/** A line that tells one simulation from another: "Chen2020, SPMe, 25 °C". */
export function titleOf(body: RunBody | AgeingBody | PackBody): string {
  const parts = [body.set];
  if ('series' in body) {
    parts.push(`${body.strings} × ${body.series}s${body.parallel}p`, `${Math.round(body.stateOfHealth * 100)} % health`);
  } else parts.push(body.model);
  if ('thermal' in body && body.thermal === 'lumped') parts.push('with heat');
  if ('sei' in body)
    parts.push(
      body.sei.replaceAll('-', ' '),
      ...(['plating', 'cracks', 'lam'] as const).filter((way) => body[way]).map((way) => (way === 'lam' ? 'material loss' : way)),
    );
  if (body.initialSoc !== undefined) parts.push(`from ${Math.round(body.initialSoc * 100)} %`);
  if (body.temperatureC !== undefined) parts.push(`${body.temperatureC} °C`);
  return parts.join(', ');
}
