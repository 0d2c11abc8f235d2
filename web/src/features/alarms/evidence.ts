import { full, parseTime, span, type Zone } from '@/format/time';
import { fixed, inUnits } from '@/format/units';

export interface EvidenceRow {
  name: string;
  value: string;
}

/** The unit that a name ends with, longest first: "windowS" is in seconds, "amplitudeA" in A, "varianceA2" in A². */
const suffixes: [RegExp, (value: number) => string][] = [
  [/(?<=[a-z])Wh$/, (v) => inUnits(v, 'Wh')],
  [/(?<=[a-z])Pct$/, (v) => inUnits(v, 'Percent')],
  [/(?<=[a-z])(Ms|Milliseconds)$/, (v) => inUnits(v, 'ms')],
  [/(?<=[a-z])(S|Seconds)$/, (v) => (v < 60 ? `${fixed(v, Number.isInteger(v) ? 0 : 1)} s` : span(v * 1000))],
  [/(?<=[a-z])A2$/, (v) => `${number(v)} A²`],
  [/(?<=[a-z])Hz$/, (v) => inUnits(v, 'Hz')],
  [/(?<=[a-z])A$/, (v) => inUnits(v, 'A')],
  [/(?<=[a-z])W$/, (v) => inUnits(v, 'W')],
  [/(?<=[a-z])V$/, (v) => inUnits(v, 'V')],
  [/(?<=[a-z])C$/, (v) => inUnits(v, 'Celsius')],
];

/** Evidence as a table for people: names in words, numbers with the unit that their name says, times in the reader's zone. */
export function evidenceRows(evidence: Record<string, unknown>, zone: Zone): EvidenceRow[] {
  return Object.entries(evidence).flatMap(([name, value]) => (value == null ? [] : rowsOf(name, value, zone)));
}

function rowsOf(name: string, value: unknown, zone: Zone): EvidenceRow[] {
  if (typeof value === 'number') {
    const suffix = suffixes.find(([pattern]) => pattern.test(name));
    return suffix ? [{ name: words(name.replace(suffix[0], '')), value: suffix[1](value) }] : [{ name: words(name), value: number(value) }];
  }
  if (typeof value === 'string') {
    const ms = /^\d{4}-\d\d-\d\dT/.test(value) ? parseTime(value) : null;
    return [{ name: words(name), value: ms === null ? value : full(ms, zone) }];
  }
  if (typeof value === 'boolean') return [{ name: words(name), value: value ? 'yes' : 'no' }];
  if (Array.isArray(value))
    return [{ name: words(name), value: value.map((v) => (typeof v === 'number' ? number(v) : plain(v))).join(', ') }];
  return Object.entries(value as object).flatMap(([inner, v]) =>
    v == null ? [] : rowsOf(inner, v, zone).map((row) => ({ name: `${words(name)}: ${row.name.toLowerCase()}`, value: row.value })),
  );
}

const plain = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/** Up to four significant digits, so that 0.000123 and 123456 both read well. */
function number(value: number): string {
  if (Number.isInteger(value)) return fixed(value, 0);
  const size = Math.abs(value);
  return size >= 1000 ? fixed(value, 0) : size >= 0.01 ? fixed(value, size >= 100 ? 1 : size >= 10 ? 2 : 3) : value.toPrecision(3);
}

function words(name: string): string {
  const text = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}
