import { useZone } from '@/app/prefs';
import { ago, full, parseTime, span, stamp } from '@/format/time';
import { nothing } from '@/format/units';
import { useNow } from '@/live/hooks';
import { serverNow } from '@/live/serverClock';

type Moment = string | number | null | undefined;

const toMs = (at: Moment) => (typeof at === 'number' ? at : parseTime(at));
const missing = <span className="faint">{nothing}</span>;

/** "12 s ago"; the exact time on hover. */
export function Ago({ at }: { at: Moment }) {
  const zone = useZone();
  const now = useNow(5_000);
  const ms = toMs(at);
  if (ms === null) return missing;
  return (
    <time dateTime={new Date(ms).toISOString()} title={full(ms, zone)} style={{ whiteSpace: 'nowrap' }}>
      {ago(ms, now)}
    </time>
  );
}

/** "14:02:11", with its date on another day; the exact time and the age on hover. */
export function At({ at, precision = 's' }: { at: Moment; precision?: 's' | 'ms' }) {
  const zone = useZone();
  const ms = toMs(at);
  if (ms === null) return missing;
  const now = serverNow();
  return (
    <time dateTime={new Date(ms).toISOString()} title={`${full(ms, zone)} (${ago(ms, now)})`} style={{ whiteSpace: 'nowrap' }}>
      {stamp(ms, zone, now, precision)}
    </time>
  );
}

/** How long something has lasted, or lasts since `from`. */
export function Lasting({ from, to }: { from: Moment; to?: Moment }) {
  const start = toMs(from);
  const end = toMs(to);
  const now = useNow(end === null ? 1_000 : 3_600_000);
  if (start === null) return missing;
  return <span style={{ whiteSpace: 'nowrap' }}>{span((end ?? now) - start)}</span>;
}
