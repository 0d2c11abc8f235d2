import { type Filters, oneOf, text, whole } from '@/app/filters';
import { faultOf, seiLaws } from './question';

export const aheads = ['hours', 'years', 'ways', 'wear'] as const;
export type Ahead = (typeof aheads)[number];

/** What is asked of a forecast stands in the address. Numbers that may be broken are kept as they were typed. */
export const forecastSpec = {
  view: oneOf('forecast'),
  ahead: oneOf(...aheads),
  set: text,
  sei: oneOf(...seiLaws),
  soc: whole,
  temperature: text,
  capacity: text,
  capacitySd: text,
  resistance: text,
  resistanceSd: text,
  diffusion: text,
  diffusionSd: text,
  plan: text,
  years: whole,
  end: whole,
  cases: text,
  price: text,
};

export type ForecastQuestion = Filters<typeof forecastSpec>;

const numberOf = (typed: string | undefined): number | undefined => (typed === undefined ? undefined : Number(typed.replace(',', '.')));
const shareOf = (typed: string | undefined): number | undefined => {
  const value = numberOf(typed);
  return value === undefined ? undefined : value / 100;
};

export const planExamples = [
  { name: 'An evening', plan: 'Rest for 1 hour; Discharge at C/4 for 2 hours; Rest for 1 hour; Charge at C/5 for 3 hours' },
  { name: 'Peaks', plan: 'Rest for 30 minutes; 4 x (Discharge at 1C for 8 minutes; Charge at C/4 for 22 minutes; Rest for 30 minutes)' },
  { name: 'More than it has', plan: 'Discharge at C/2 for 3 hours; Rest for 1 hour' },
];

export const weekExamples = [
  { name: 'A cycle a day', plan: 'Discharge at C/2 for 1 hour; Rest for 11 hours; Charge at C/2 for 1 hour; Rest for 11 hours' },
  {
    name: 'Working days',
    plan: '5 x (Discharge at C/2 for 1 hour; Rest for 8 hours; Charge at C/4 for 2 hours; Rest for 13 hours); Rest for 48 hours',
  },
  { name: 'Waiting', plan: 'Rest for 168 hours' },
];

export const caseExamples = [
  { name: 'Heat', cases: '0.5C 15degC 20-80%; 0.5C 25degC 20-80%; 0.5C 35degC 20-80%; 0.5C 45degC 20-80%' },
  { name: 'Window', cases: '0.5C 25degC 0-60%; 0.5C 25degC 20-80%; 0.5C 25degC 40-100%; 0.5C 25degC 0-100%' },
  { name: 'Rate', cases: '0.2C 25degC 20-80%; 0.5C 25degC 20-80%; 1C 25degC 20-80%; 2C 25degC 20-80%' },
];

/** What is sent. The cell of the years is one with ageing data. */
export function forecastBody(q: ForecastQuestion) {
  const ahead = q.ahead ?? 'hours';
  const cell = {
    set: q.set ?? (ahead === 'hours' ? 'Chen2020' : 'OKane2022'),
    sei: q.sei ?? seiLaws[0],
    initialSoc: (q.soc ?? (ahead === 'hours' ? 70 : 90)) / 100,
    temperatureC: numberOf(q.temperature),
    capacity: shareOf(q.capacity),
    capacitySd: shareOf(q.capacitySd ?? (ahead === 'hours' ? '2' : undefined)),
    resistance: shareOf(q.resistance),
    resistanceSd: shareOf(q.resistanceSd),
    diffusionTime: shareOf(q.diffusion),
    diffusionTimeSd: shareOf(q.diffusionSd),
  };
  const horizon = { years: q.years ?? 10, endOfLife: (q.end ?? 80) / 100 };
  switch (ahead) {
    case 'hours':
      return { ...cell, plan: q.plan ?? planExamples[0]!.plan };
    case 'years':
      return { ...cell, ...horizon, plan: q.plan ?? weekExamples[0]!.plan, seiRateSd: 0.15 };
    case 'ways':
      return { ...cell, ...horizon, cases: q.cases ?? caseExamples[0]!.cases };
    case 'wear':
      return {
        ...cell,
        sei: q.sei ?? 'interstitial-diffusion-limited',
        pricePerKWh: numberOf(q.price) ?? 150,
        priceSource: 'the console',
        endOfLife: horizon.endOfLife,
      };
  }
}

/** What is wrong with the numbers that were typed, by field; empty when all can be sent. */
export function forecastFaults(q: ForecastQuestion): Partial<Record<keyof ForecastQuestion, string>> {
  const faults: Partial<Record<keyof ForecastQuestion, string>> = {};
  const check = (
    name: 'temperature' | 'capacity' | 'capacitySd' | 'resistance' | 'resistanceSd' | 'price',
    from: number,
    to: number,
    unit: string,
  ) => {
    const fault = faultOf(q[name] ?? '', from, to, unit);
    if (fault) faults[name] = fault;
  };
  check('temperature', -40, 80, '°C');
  check('capacity', 20, 200, '%');
  check('capacitySd', 0, 100, '%');
  check('resistance', 0, 1000, '%');
  check('resistanceSd', 0, 500, '%');
  check('price', 0.01, 1e6, 'per kWh');
  return faults;
}

/** A line that tells one forecast from another. */
export function forecastTitle(q: ForecastQuestion): string {
  const body = forecastBody(q);
  const parts = [body.set];
  if (body.capacity !== undefined) parts.push(`${Math.round(body.capacity * 100)} % capacity`);
  if (body.resistance !== undefined) parts.push(`${Math.round(body.resistance * 100)} % resistance`);
  if ((q.ahead ?? 'hours') !== 'hours') parts.push(body.sei.replaceAll('-', ' '));
  if (body.temperatureC !== undefined) parts.push(`${body.temperatureC} °C`);
  return parts.join(', ');
}
