import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Overview } from '@/api/types';
import { count, fixed, plural } from '@/format/units';
import css from './overview.module.css';

/** The fleet in six numbers; each leads to the list behind it. */
export function CountStrip({ overview: o }: { overview: Overview | undefined }) {
  const offline = o ? o.stations - o.connected : 0;
  return (
    <div className={`${css.strip} live`}>
      <Cell to="/stations" label="Stations" value={o && count(o.stations)} note={o && `${fixed(o.messagesPerSecond, 0)} messages/s`} />
      <Cell to="/stations?status=connected" label="Connected" value={o && count(o.connected)} note={o && `${count(offline)} offline`} />
      <Cell
        to="/stations?status=charging"
        label="Charging"
        value={o && count(o.charging)}
        note={o && plural(o.openTransactions, 'session')}
      />
      <Cell
        to="/stations?status=faulted"
        label="Faulted"
        value={o && count(o.faulted)}
        bad={!!o?.faulted}
        note={o && (o.faulted === 1 ? 'station' : 'stations')}
      />
      <Cell
        to="/alarms"
        label="Open alarms"
        value={o && count(o.openAlarms)}
        bad={o?.worstAlarm === 'Critical'}
        note={o && `${count(o.unacknowledgedAlarms)} not acknowledged`}
      />
    </div>
  );
}

interface CellProps {
  to: string;
  label: string;
  value: string | undefined;
  note: ReactNode;
  bad?: boolean;
}

function Cell({ to, label, value, note, bad = false }: CellProps) {
  return (
    <Link to={to} className={css.cell}>
      <span className={css.label}>{label}</span>
      <span className={css.value} data-bad={bad || undefined}>
        {value ?? <Skeleton height={22} width={56} my={4} />}
      </span>
      <span className={css.note}>{value === undefined ? '\u00a0' : note}</span>
    </Link>
  );
}
