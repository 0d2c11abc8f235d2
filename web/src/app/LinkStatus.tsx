import { explain } from '@/api/http';
import { clock } from '@/format/time';
import { useLink, useNow } from '@/live/hooks';
import type { LinkPhase } from '@/live/link';
import { useZone } from './prefs';
import css from './LinkStatus.module.css';

const words: Record<LinkPhase, string> = {
  live: 'Live',
  connecting: 'Connecting…',
  quiet: 'No news from the hub',
  reconnecting: 'Reconnecting…',
  paused: 'Paused',
};

/** The present, and whether what is on the screen is of the present. */
export function LinkStatus({ readError }: { readError: unknown }) {
  const { phase, asOf } = useLink();
  const zone = useZone();
  const now = useNow(1_000);
  const down = phase === 'reconnecting' || phase === 'quiet';
  return (
    <div className={css.status}>
      <span className={css.link} data-phase={phase} role="status">
        <span className={css.dot} aria-hidden="true" />
        {words[phase]}
        {down && asOf !== null && <span className={css.asOf}>data as of {clock(asOf, zone)}</span>}
      </span>
      {readError != null && (
        <span className={css.failed} title={explain(readError).detail}>
          Stations could not be read
        </span>
      )}
      <time className={css.clock} title={zone === 'utc' ? 'UTC' : 'Local time'}>
        {clock(now, zone)}
        {zone === 'utc' && <span className="dim"> UTC</span>}
      </time>
    </div>
  );
}
