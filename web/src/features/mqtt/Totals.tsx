import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import type { MqttBroker } from '@/api/types';
import { count, inUnits, plural } from '@/format/units';
import css from './mqtt.module.css';

/** The broker in six numbers. */
export function Totals({ broker: b }: { broker: MqttBroker | undefined }) {
  return (
    <dl className={`${css.strip} live`}>
      <Cell label="Connected" value={b && count(b.connections)} note={b && plural(b.sessions, 'session')} />
      <Cell
        label="Subscriptions"
        value={b && count(b.subscriptions)}
        note={b && `port ${b.port}${b.tlsPort ? `, TLS ${b.tlsPort}` : ''}`}
      />
      <Cell label="Retained" value={b && count(b.retained)} note="messages kept" />
      <Cell label="In" value={b && inUnits(b.rates.messagesInPerS, '/s')} note={b && inUnits(b.rates.bytesInPerS, 'B/s')} />
      <Cell label="Out" value={b && inUnits(b.rates.messagesOutPerS, '/s')} note={b && inUnits(b.rates.bytesOutPerS, 'B/s')} />
      <Cell
        label="Dropped"
        value={b && count(b.totals.dropped)}
        bad={!!b && b.rates.droppedPerS > 0}
        note={b && (b.rates.droppedPerS > 0 ? `${inUnits(b.rates.droppedPerS, '/s')} now` : 'since the start')}
      />
    </dl>
  );
}

function Cell({ label, value, note, bad = false }: { label: string; value: string | undefined; note: ReactNode; bad?: boolean }) {
  return (
    <div className={css.cell}>
      <dt>{label}</dt>
      <dd className={css.value} data-bad={bad || undefined}>
        {value ?? <Skeleton height={22} width={56} my={4} />}
      </dd>
      <dd className={css.note}>{value === undefined ? '\u00a0' : note}</dd>
    </div>
  );
}
