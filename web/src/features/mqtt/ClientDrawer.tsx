import { Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { MqttClientDetail } from '@/api/types';
import { useMay } from '@/features/session/session';
import { count, inUnits } from '@/format/units';
import { Confirm } from '@/ui/Confirm';
import { type Fact, Facts } from '@/ui/Facts';
import { State } from '@/ui/Glyph';
import { Empty, ErrorNote } from '@/ui/Note';
import { RowSkeletons } from '@/ui/Rows';
import { At, Lasting } from '@/ui/When';
import { isNoBroker, useDisconnect, useMqttClient } from './query';
import { clientLook, keepAlive, subscriptionWords } from './words';
import css from './mqtt.module.css';
import table from '@/ui/table.module.css';

export function ClientDrawer({ id, onClose }: { id: string | undefined; onClose(): void }) {
  const phone = useMediaQuery('(max-width: 700px)') ?? false;
  return (
    <Drawer opened={id !== undefined} onClose={onClose} size={phone ? '100%' : 620} title={<strong className={css.wrap}>{id}</strong>}>
      {id !== undefined && <Body key={id} id={id} />}
    </Drawer>
  );
}

function Body({ id }: { id: string }) {
  const { data, error, refetch } = useMqttClient(id);
  if (isNoBroker(error)) return <Empty title="This session is gone">The client has left and nothing is kept of it.</Empty>;
  if (error) return <ErrorNote error={error} retry={() => void refetch()} />;
  if (!data) return <RowSkeletons rows={8} />;
  return <Details detail={data} />;
}

function Details({ detail: { client: c, subscriptions } }: { detail: MqttClientDetail }) {
  const may = useMay('Operator');
  const disconnect = useDisconnect(c.id);
  const facts: Fact[] = [
    ['State', <State look={clientLook(c)} />],
    ['Identity', c.identity],
    ['Address', c.address && <span className="mono">{c.address}</span>],
    ['MQTT', c.version],
    ['Connected', c.connectedAt && <At at={c.connectedAt} />],
    ['For', c.connectedAt && <Lasting from={c.connectedAt} />],
    ['Keep-alive', keepAlive(c.keepAliveS)],
    ['Queue', count(c.queued)],
    ['In flight', count(c.inFlight)],
    ['Dropped', count(c.dropped)],
    ['Messages in', `${count(c.messagesIn)}, ${inUnits(c.messagesInPerS, '/s')}`],
    ['Messages out', `${count(c.messagesOut)}, ${inUnits(c.messagesOutPerS, '/s')}`],
    ['Bytes in', inUnits(c.bytesIn, 'B')],
    ['Bytes out', inUnits(c.bytesOut, 'B')],
  ];
  return (
    <div style={{ display: 'grid', gap: 16 }}>
      <Facts facts={facts} />
      <section aria-label="Subscriptions">
        <h3>Subscriptions</h3>
        {subscriptions.length === 0 ? (
          <p className="dim">None: it only publishes.</p>
        ) : (
          <table className={table.table}>
            <tbody>
              {subscriptions.map((one) => (
                <tr key={one.filter}>
                  <td className={`mono ${css.wrap}`}>{one.filter}</td>
                  <td className="dim num">{subscriptionWords(one)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
      {may && (
        <div className="row">
          {c.connected && (
            <Confirm
              label="Disconnect"
              question={`End the connection of ${c.id}? Its session stays, and most clients connect anew at once.`}
              yes="Disconnect it"
              onYes={() => disconnect.mutate(false)}
            />
          )}
          <span className="grow" />
          <Confirm
            label="Forget the session"
            question={`Forget the session of ${c.id}, with ${count(c.subscriptions)} subscriptions and ${count(c.queued)} waiting messages? They cannot be brought back.`}
            yes="Forget it"
            onYes={() => disconnect.mutate(true)}
          />
        </div>
      )}
      {disconnect.error && <ErrorNote error={disconnect.error} />}
    </div>
  );
}
