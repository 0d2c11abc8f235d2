import { Button } from '@mantine/core';
import type { Station } from '@/api/types';
import { useMay } from '@/features/session/session';
import { Empty, ErrorNote } from '@/ui/Note';
import { RowSkeletons } from '@/ui/Rows';
import { At } from '@/ui/When';
import { useLocalList, useReservations } from './queries';
import css from './station.module.css';
import table from '@/ui/table.module.css';

interface Props {
  station: Station;
  onCommand(action: string, payload?: Record<string, unknown>): void;
}

export function AccessTab({ station, onCommand }: Props) {
  const may = useMay('Operator') && station.connected;
  return (
    <div>
      <section className={css.section} style={{ paddingInline: 0 }}>
        <div className={css.sectionHead} style={{ paddingInline: 12 }}>
          <h2>Reservations</h2>
          <span className="grow" />
          <Button variant="default" disabled={!may} onClick={() => onCommand('ReserveNow')}>
            Reserve a connector
          </Button>
        </div>
        <Reservations stationId={station.id} may={may} onCancel={(reservationId) => onCommand('CancelReservation', { reservationId })} />
      </section>
      <section className={css.section} style={{ paddingInline: 0 }}>
        <div className={css.sectionHead} style={{ paddingInline: 12 }}>
          <h2>Local authorisation list</h2>
          <span className="grow" />
          <Button variant="default" disabled={!may} onClick={() => onCommand('GetLocalListVersion')}>
            Ask for its version
          </Button>
          <Button variant="default" disabled={!may} onClick={() => onCommand('SendLocalList')}>
            Send a list
          </Button>
        </div>
        <List stationId={station.id} />
      </section>
    </div>
  );
}

function Reservations({ stationId, may, onCancel }: { stationId: string; may: boolean; onCancel(id: number): void }) {
  const { data, error, isPending, refetch } = useReservations(stationId);
  if (isPending) return <RowSkeletons rows={2} />;
  if (error) return <ErrorNote error={error} retry={() => void refetch()} />;
  if (data.length === 0) return <Empty title="No reservation" />;
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>Reservation</th>
          <th>Connector</th>
          <th>Id tag</th>
          <th>Until</th>
          <th>State</th>
          <th>
            <span className="unseen">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {data.map((r) => (
          <tr key={r.id}>
            <td>{r.id}</td>
            <td>{r.connectorId === 0 ? 'any' : r.connectorId}</td>
            <td className="mono">{r.idTag}</td>
            <td>
              <At at={r.expiresAt} />
            </td>
            <td>{r.state}</td>
            <td className="num">
              {r.state === 'Active' && (
                <Button variant="subtle" size="compact-xs" disabled={!may} onClick={() => onCancel(r.id)}>
                  Cancel
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function List({ stationId }: { stationId: string }) {
  const { data, error, isPending, refetch } = useLocalList(stationId);
  if (isPending) return <RowSkeletons rows={2} />;
  if (error) return <ErrorNote error={error} retry={() => void refetch()} />;
  if (data === null) return <Empty title="No list was sent from here">The station may still hold one: ask for its version.</Empty>;
  return (
    <>
      <p className="dim" style={{ padding: '0 12px 6px' }}>
        Version {data.version}, sent <At at={data.sentAt} />, {data.entries.length} {data.entries.length === 1 ? 'tag' : 'tags'}
      </p>
      <table className={table.table}>
        <thead>
          <tr>
            <th>Id tag</th>
            <th>Status</th>
            <th>Parent</th>
            <th>Expires</th>
          </tr>
        </thead>
        <tbody>
          {data.entries.map((entry) => (
            <tr key={entry.idTag}>
              <td className="mono">{entry.idTag}</td>
              <td>{entry.status}</td>
              <td className="mono">{entry.parentIdTag ?? '–'}</td>
              <td>{entry.expiresAt ? <At at={entry.expiresAt} /> : 'never'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
