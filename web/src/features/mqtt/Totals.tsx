import type { MqttBroker } from '@/api/types';
import { count, inUnits, plural } from '@/format/units';
import { Cell, Strip } from '@/ui/Strip';

/** The broker in six numbers. */
export function Totals({ broker: b }: { broker: MqttBroker | undefined }) {
  return (
    <Strip>
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
    </Strip>
  );
}
