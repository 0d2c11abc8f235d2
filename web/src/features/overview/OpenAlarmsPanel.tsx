import { useMemo } from 'react';
import { Link } from 'react-router';
import type { Alarm } from '@/api/types';
import { useAlarms } from '../alarms/query';
import { alarmName } from '../alarms/words';
import { useHeld } from '@/ui/held';
import { Empty, ErrorNote } from '@/ui/Note';
import { Panel } from '@/ui/Panel';
import { RowSkeletons, WaitingRows } from '@/ui/Rows';
import { SeverityMark } from '@/ui/Severity';
import { Ago } from '@/ui/When';
import css from './overview.module.css';

const filter = { open: true };
const most = 6;
const key = (alarm: Alarm) => alarm.id;

export function OpenAlarmsPanel() {
  const alarms = useAlarms(filter);
  const open = useMemo(() => (alarms.data?.pages ?? []).flatMap((p) => p.rows).filter((a) => a.clearedAt === null), [alarms.data]);
  const { rows, waiting, area, release } = useHeld(open, key, false);
  return (
    <Panel
      title="Open alarms"
      flush
      live
      aside={
        <>
          <WaitingRows count={waiting} what="alarm" onShow={release} />
          <Link to="/alarms?open=true">All open alarms</Link>
        </>
      }
    >
      {alarms.isPending && <RowSkeletons rows={5} height={46} />}
      {alarms.error && !alarms.data && <ErrorNote error={alarms.error} retry={() => void alarms.refetch()} />}
      {alarms.data && rows.length === 0 && <Empty title="No open alarm">Everything that was raised has cleared.</Empty>}
      <ul {...area}>
        {rows.slice(0, most).map((alarm) => (
          <li key={alarm.id}>
            <Link to={`/alarms?open=true&alarm=${alarm.id}`} className={css.alarm}>
              <SeverityMark severity={alarm.severity} />
              <span className="cut">
                <strong>{alarmName(alarm.kind)}</strong>{' '}
                <span className="dim">
                  {alarm.chargerId}
                  {alarm.connectorId ? ` · connector ${alarm.connectorId}` : ''}
                </span>
              </span>
              <span className="dim">
                <Ago at={alarm.raisedAt} />
              </span>
              <span className={css.alarmText}>{alarm.text}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
