import { Link } from 'react-router';
import type { Alarm } from '@/api/types';
import { useZone } from '@/app/prefs';
import { Facts } from '@/ui/Facts';
import { SeverityText } from '@/ui/Severity';
import { At } from '@/ui/When';
import { adviceLinks, adviceOn } from './advice';
import { evidenceRows } from './evidence';
import css from './alarms.module.css';

/** Everything about one alarm: when, by whom taken note of, and the evidence that led to it. */
export function AlarmDetails({ alarm: a }: { alarm: Alarm }) {
  const zone = useZone();
  const evidence = a.evidence ? evidenceRows(a.evidence, zone) : [];
  const advice = adviceOn(a.kind);
  return (
    <div className={css.details}>
      <section>
        <h3>Alarm {a.id}</h3>
        <Facts
          facts={[
            ['Kind', <span className="mono">{a.kind}</span>],
            ['Severity', <SeverityText severity={a.severity} />],
            ['Raised', <At at={a.raisedAt} />],
            ['Last seen', <At at={a.lastSeenAt} />],
            ['Cleared', a.clearedAt ? <At at={a.clearedAt} /> : 'still open'],
            [
              'Acknowledged',
              a.acknowledgedAt ? (
                <>
                  <At at={a.acknowledgedAt} /> by {a.acknowledgedBy}
                </>
              ) : (
                'no'
              ),
            ],
            ...(a.note ? [['Note', a.note] as [string, string]] : []),
          ]}
        />
        {a.chargerId && (
          <p className={css.links}>
            <Link to={chartAt(a)}>Chart at that time</Link>
            <Link to={messagesAt(a)}>Messages of that time</Link>
          </p>
        )}
      </section>
      {advice && (
        <section>
          <h3>What to do</h3>
          <p>{advice.text}</p>
          <p className={css.links}>
            {adviceLinks(advice, a.chargerId).map(({ label, path }) => (
              <Link key={path} to={path}>
                {label}
              </Link>
            ))}
          </p>
        </section>
      )}
      <section>
        <h3>Evidence</h3>
        {evidence.length === 0 ? (
          <p className="dim">The text above says all there is.</p>
        ) : (
          <Facts facts={evidence.map((row) => [row.name, row.value])} />
        )}
      </section>
    </div>
  );
}

/** The station's chart around the moment at which the alarm was raised. */
function chartAt(a: Alarm): string {
  const query = new URLSearchParams({ at: a.raisedAt, window: '300', measure: 'current' });
  if (a.connectorId) query.set('connector', String(a.connectorId));
  return `/stations/${encodeURIComponent(a.chargerId!)}?${query.toString()}`;
}

/** The station's messages up to shortly after. */
function messagesAt(a: Alarm): string {
  const to = new Date(Date.parse(a.raisedAt) + 10_000).toISOString();
  return `/stations/${encodeURIComponent(a.chargerId!)}?${new URLSearchParams({ tab: 'messages', at: a.raisedAt, to }).toString()}`;
}
