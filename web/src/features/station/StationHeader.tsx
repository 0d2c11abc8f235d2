import { Link } from 'react-router';
import type { Station } from '@/api/types';
import { QuickActions } from '@/features/commands/QuickActions';
import { State } from '@/ui/Glyph';
import { BackIcon } from '@/ui/icons';
import { SeverityMark } from '@/ui/Severity';
import { stationLook } from '@/ui/stationState';
import { Ago } from '@/ui/When';
import css from './station.module.css';

export function StationHeader({ station: s, onCommand }: { station: Station; onCommand(action: string): void }) {
  return (
    <header className={css.head}>
      <div className={css.title}>
        <Link to="/stations" className={css.back} aria-label="Back to the stations" title="Back to the stations">
          <BackIcon />
        </Link>
        <div className="grow">
          <div className={css.name}>
            <h1>{s.id}</h1>
            {s.displayName && <span className={css.display}>{s.displayName}</span>}
            <span className={css.state}>
              <State look={stationLook(s)} strong />
            </span>
            {s.openAlarms > 0 && (
              <Link to="?tab=alarms" className={css.alarms}>
                <SeverityMark severity={s.worstAlarm ?? 'Info'} size={13} />
                {s.openAlarms} open {s.openAlarms === 1 ? 'alarm' : 'alarms'}
              </Link>
            )}
          </div>
          <div className={css.about}>
            {[s.vendor, s.model].filter(Boolean).join(' ') || 'Vendor unknown'}
            {s.location && <> · {s.location}</>}
            {s.ocppVersion && <> · OCPP {s.ocppVersion.replace(/^ocpp/, '')}</>}
            {' · '}
            {s.connected ? (
              <>
                connected <Ago at={s.connectedAt} />, last heard <Ago at={s.lastSeenAt} />
              </>
            ) : (
              <span className={css.offline}>
                offline since <Ago at={s.disconnectedAt ?? s.lastSeenAt} />
              </span>
            )}
          </div>
        </div>
      </div>
      <QuickActions station={s} onCommand={onCommand} />
    </header>
  );
}
