import { Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Link } from 'react-router';
import type { Transaction } from '@/api/types';
import { useMay } from '@/features/session/session';
import { Confirm } from '@/ui/Confirm';
import { type Fact, Facts } from '@/ui/Facts';
import { ErrorNote } from '@/ui/Note';
import { Qty } from '@/ui/Qty';
import { RowSkeletons } from '@/ui/Rows';
import { At, Lasting } from '@/ui/When';
import { useCloseTransaction, useTransaction } from './query';
import { TransactionChart } from './TransactionChart';
import { reasonWords } from './words';

export function TransactionDrawer({ id, onClose }: { id: number | undefined; onClose(): void }) {
  const phone = useMediaQuery('(max-width: 700px)') ?? false;
  return (
    <Drawer opened={id !== undefined} onClose={onClose} size={phone ? '100%' : 620} title={<strong>Transaction #{id}</strong>}>
      {id !== undefined && <Body id={id} />}
    </Drawer>
  );
}

function Body({ id }: { id: number }) {
  const { data, error, refetch } = useTransaction(id);
  if (error) return <ErrorNote error={error} retry={() => void refetch()} />;
  if (!data) return <RowSkeletons rows={8} />;
  return <Details transaction={data} />;
}

function Details({ transaction: t }: { transaction: Transaction }) {
  const may = useMay('Operator');
  const close = useCloseTransaction();
  const station = `/stations/${encodeURIComponent(t.chargerId)}?connector=${t.connectorId}`;
  const facts: Fact[] = [
    ['Station', <Link to={station}>{t.chargerId}</Link>],
    ['Connector', t.connectorId],
    ['Id tag', <span className="mono">{t.idTag}</span>],
    ['Authorised', t.startAuthorization],
    ['Started', <At at={t.startedAt} />],
    ['Stopped', t.stoppedAt ? <At at={t.stoppedAt} /> : 'running'],
    ['Lasted', <Lasting from={t.startedAt} to={t.stoppedAt} />],
    ['Energy', <Qty value={t.energyWh} unit="Wh" />],
    ['Meter at start', `${t.meterStartWh.toLocaleString('en-GB')} Wh`],
    ['Meter at stop', t.meterStopWh === null ? null : `${t.meterStopWh.toLocaleString('en-GB')} Wh`],
    ['Reason', t.stoppedAt ? reasonWords(t.stopReason) : null],
    ['Stopped by tag', t.stopIdTag && <span className="mono">{t.stopIdTag}</span>],
    ['Reservation', t.reservationId],
  ];
  return (
    <div style={{ display: 'grid', gap: 16 }}>
      {t.orphan && <p>Its stop came for a transaction that was never given out. It is kept for you to resolve.</p>}
      <TransactionChart transaction={t} />
      <Facts facts={facts} />
      {may && t.stoppedAt === null && (
        <div className="row">
          <Link to={`/stations/${encodeURIComponent(t.chargerId)}?connector=${t.connectorId}&command=RemoteStopTransaction`}>
            Stop at the station
          </Link>
          <span className="grow" />
          <Confirm
            label="Close without the station"
            question={`Close #${t.id} here with its last meter value? Do this only when the station will never report its end.`}
            yes="Close it"
            onYes={() => close.mutate(t.id)}
          />
        </div>
      )}
      {close.error && <ErrorNote error={close.error} />}
    </div>
  );
}
