/** What the hub takes of one file. */
const mostBytes = 4 * 1024 * 1024 - 4096;

const day =
  'Rest for 10 minutes; Discharge at C/2 for 30 minutes; Rest for 30 minutes; 3 x (Discharge at 1C for 2 minutes; Rest for 3 minutes); Discharge at C/2 for 30 minutes; Rest for 40 minutes; Charge at C/3 for 40 minutes; Rest for 20 minutes';

/** A simulated cell with sensors that are off, and what is true of it. */
export interface TelemetryExample {
  key: string;
  name: string;
  about: string;
  body: {
    plan: string;
    initialSoc: number;
    capacity?: number;
    resistance?: number;
    diffusionTime?: number;
    currentOffsetA?: number;
    outlierShare?: number;
    gapFromS?: number;
    gapS?: number;
    /** Another cell than the one that is said to be there. */
    set?: string;
  };
}

const used = { plan: day, initialSoc: 0.92, capacity: 0.87, resistance: 1.4, diffusionTime: 1.2 };

export const telemetryExamples: TelemetryExample[] = [
  { key: 'used', name: 'A used cell', about: '87 % of its capacity, 1.4 times its resistance, four hours of use', body: used },
  {
    key: 'short',
    name: 'Too short a drive',
    about: 'Ten minutes at C/20: it shows next to nothing',
    body: { ...used, plan: 'Rest for 5 minutes; Discharge at C/20 for 10 minutes' },
  },
  { key: 'gap', name: 'A gap', about: 'The same cell, silent for an hour in the middle', body: { ...used, gapFromS: 4000, gapS: 3600 } },
  {
    key: 'bias',
    name: 'A sensor that is off',
    about: 'The same cell, its current shown 100 mA too high',
    body: { ...used, currentOffsetA: 0.1 },
  },
  { key: 'outliers', name: 'Bad voltages', about: 'The same cell, one voltage in twenty 20 mV off', body: { ...used, outlierShare: 0.05 } },
  {
    key: 'other',
    name: 'Another cell',
    about: 'Telemetry of an LFP cell under the name of the chosen one',
    body: { plan: day, initialSoc: 0.9, set: 'Prada2013' },
  },
];

/** Where telemetry is from: an example, or a file that stays in this page. */
export type TelemetrySource = { example: TelemetryExample } | { name: string; csv: string };

export const sourceName = (source: TelemetrySource): string => ('example' in source ? source.example.name : source.name);

/** What is wrong with a file; null when it can be sent. The hub looks at the rows. */
export function faultOfFile(name: string, csv: string): string | null {
  if (csv.length > mostBytes)
    return `${name} has ${(csv.length / 1024 / 1024).toFixed(1)} MB; at most ${(mostBytes / 1024 / 1024).toFixed(1)} MB can be sent.`;
  const header = csv.slice(0, csv.search(/\r?\n|$/)).toLowerCase();
  const missing = ['timeS', 'currentA', 'voltageV'].filter((column) => !header.split(',').some((f) => f.trim() === column.toLowerCase()));
  return missing.length > 0 ? `${name} begins without ${missing.join(', ')}; its first line names the columns.` : null;
}

/** Windows one behind the other, a minute apart: between them may lie months. */
export function oneBehindTheOther(timeS: readonly number[], starts: readonly number[]): number[] {
  let shift = -(timeS[0] ?? 0);
  return timeS.map((time, i) => {
    const before = timeS[i - 1];
    if (before !== undefined && starts.includes(time) && time - before > 60) shift -= time - before - 60;
    return time + shift;
  });
}
