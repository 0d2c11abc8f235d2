/** Times as an operator reads them. Pure: the zone and the present are arguments. */

export type Zone = 'local' | 'utc';

const two = (n: number) => String(n).padStart(2, '0');

/** Milliseconds since 1970 of an ISO text; null for null and for what is no date. */
export function parseTime(iso: string | null | undefined): number | null {
  if (!iso) return null;
  const ms = Date.parse(iso);
  return Number.isNaN(ms) ? null : ms;
}

interface Parts {
  date: string;
  hours: string;
  minutes: string;
  seconds: string;
  millis: string;
}

function parts(ms: number, zone: Zone): Parts {
  const d = new Date(ms);
  const utc = zone === 'utc';
  const year = utc ? d.getUTCFullYear() : d.getFullYear();
  const month = (utc ? d.getUTCMonth() : d.getMonth()) + 1;
  const day = utc ? d.getUTCDate() : d.getDate();
  return {
    date: `${year}-${two(month)}-${two(day)}`,
    hours: two(utc ? d.getUTCHours() : d.getHours()),
    minutes: two(utc ? d.getUTCMinutes() : d.getMinutes()),
    seconds: two(utc ? d.getUTCSeconds() : d.getSeconds()),
    millis: String(d.getUTCMilliseconds()).padStart(3, '0'),
  };
}

/** "14:02:11", "14:02" or "14:02:11.250". */
export function clock(ms: number, zone: Zone, precision: 'min' | 's' | 'ms' = 's'): string {
  const p = parts(ms, zone);
  const base = `${p.hours}:${p.minutes}`;
  return precision === 'min' ? base : precision === 's' ? `${base}:${p.seconds}` : `${base}:${p.seconds}.${p.millis}`;
}

/** The clock alone on the day of `now`, else with its date: "2025-11-20 14:02". */
export function stamp(ms: number, zone: Zone, now: number, precision: 's' | 'ms' = 's'): string {
  const p = parts(ms, zone);
  return p.date === parts(now, zone).date ? clock(ms, zone, precision) : `${p.date} ${p.hours}:${p.minutes}`;
}

export const date = (ms: number, zone: Zone): string => parts(ms, zone).date;

/** The whole truth, for hovers and facts: "2025-11-20 14:02:11 UTC" or "… +01:00". */
export function full(ms: number, zone: Zone): string {
  const p = parts(ms, zone);
  return `${p.date} ${p.hours}:${p.minutes}:${p.seconds} ${zone === 'utc' ? 'UTC' : offset(ms)}`;
}

function offset(ms: number): string {
  const minutes = -new Date(ms).getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '−' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** "now", "12 s ago", "3 min ago", "2 h ago", "5 d ago"; "in 3 min" for what is to come. */
export function ago(ms: number, now: number): string {
  const gap = now - ms;
  if (Math.abs(gap) < 5_000) return 'now';
  return gap > 0 ? `${coarse(gap)} ago` : `in ${coarse(-gap)}`;
}

function coarse(ms: number): string {
  const s = ms / 1000;
  if (s < 60) return `${Math.floor(s)}\u00a0s`;
  if (s < 3600) return `${Math.floor(s / 60)}\u00a0min`;
  if (s < 48 * 3600) return `${Math.floor(s / 3600)}\u00a0h`;
  return `${Math.floor(s / 86_400)}\u00a0d`;
}

/** Seconds since a beginning, as a stopwatch shows them: "0:45", "1:20:00", "3 d 02:00". */
export function elapsed(seconds: number): string {
  const s = Math.round(seconds);
  const [days, hours, minutes] = [Math.floor(s / 86_400), Math.floor((s % 86_400) / 3600), Math.floor((s % 3600) / 60)];
  if (days > 0) return `${days}\u00a0d ${two(hours)}:${two(minutes)}`;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(s % 60)}` : `${minutes}:${two(s % 60)}`;
}

/** A duration with its two largest units: "45 s", "3 min 20 s", "1 h 24 min", "2 d 3 h". */
export function span(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000));
  if (s < 60) return `${s} s`;
  if (s < 3600) return join(Math.floor(s / 60), 'min', s % 60, 's');
  if (s < 86_400) return join(Math.floor(s / 3600), 'h', Math.floor((s % 3600) / 60), 'min');
  return join(Math.floor(s / 86_400), 'd', Math.floor((s % 86_400) / 3600), 'h');
}

const join = (big: number, bigUnit: string, small: number, smallUnit: string) =>
  small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;

/** For `<input type="datetime-local">`: "2025-11-20T14:02:11" in the zone; the other way round with `fromInput`. */
export function toInput(ms: number, zone: Zone): string {
  const p = parts(ms, zone);
  return `${p.date}T${p.hours}:${p.minutes}:${p.seconds}`;
}

/** ISO text in UTC of what a datetime-local input holds; null when it is empty or no date. */
export function fromInput(text: string, zone: Zone): string | null {
  if (!text) return null;
  const ms = Date.parse(zone === 'utc' ? `${text}Z` : text);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}
