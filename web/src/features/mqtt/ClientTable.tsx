import { useMemo, useState } from 'react';
import type { MqttClient } from '@/api/types';
import { text, useFilters } from '@/app/filters';
import { count } from '@/format/units';
import { Glyph } from '@/ui/Glyph';
import { useHeld } from '@/ui/held';
import { useListKeys } from '@/ui/keyboard';
import { Empty, ErrorNote } from '@/ui/Note';
import { Qty } from '@/ui/Qty';
import { MoreRows, RowSkeletons } from '@/ui/Rows';
import type { Direction } from '@/ui/SortButton';
import { SortHead } from '@/ui/SortHead';
import { Lasting } from '@/ui/When';
import { ClientDrawer } from './ClientDrawer';
import { type ClientSort, useMqttClients } from './query';
import { clientLook, keepAlive } from './words';
import css from './mqtt.module.css';
import table from '@/ui/table.module.css';

interface Props {
  search: string | undefined;
  sort: ClientSort;
  order: Direction;
  onSort(sort: ClientSort, order: Direction): void;
  port: number | undefined;
}

const spec = { client: text };
const key = (row: MqttClient) => row.id;

export function ClientTable({ search, sort, order, onSort, port }: Props) {
  const [{ client: shown }, change] = useFilters(spec);
  const [picked, setPicked] = useState<string | null>(null);
  const filter = useMemo(() => ({ search, sort, order }), [search, sort, order]);
  const list = useMqttClients(filter);
  const all = useMemo(() => (list.data?.pages ?? []).flatMap((page) => page.rows), [list.data]);
  const { rows, area } = useHeld(all, key, shown !== undefined);
  useListKeys({
    count: rows.length,
    picked: rows.findIndex((row) => row.id === picked),
    pick: (index) => {
      setPicked(rows[index]?.id ?? null);
      document.getElementById(`mqtt-client-${index}`)?.scrollIntoView({ block: 'nearest' });
    },
    open: (index) => change({ client: rows[index]!.id }),
  });
  const head = { sort, order, onSort };
  const number = `num ${table.hidePhone}`;

  return (
    <div>
      {list.isPending && <RowSkeletons rows={8} />}
      {list.error && <ErrorNote error={list.error} retry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && (
        <Empty title={search ? 'No client fits' : 'No client yet'}>
          {search ? (
            'Search looks in client identifiers, identities and addresses.'
          ) : (
            <>
              Point an MQTT client at{' '}
              <span className="mono">
                mqtt://{location.hostname}:{port ?? 1883}
              </span>{' '}
              and it appears here.
            </>
          )}
        </Empty>
      )}
      {rows.length > 0 && (
        <table className={`${table.table} ${css.clients} live`}>
          <thead>
            <tr>
              <SortHead label="Client" by="id" {...head} />
              <SortHead label="Identity" by="identity" className={table.hidePhone} {...head} />
              <SortHead label="Address" by="address" className={table.hidePhone} {...head} />
              <th className={table.hidePhone}>MQTT</th>
              <SortHead label="Connected for" by="connectedAt" className={table.hidePhone} {...head} />
              <th className={number}>Keep-alive</th>
              <SortHead label="Subscriptions" by="subscriptions" first="desc" className={number} {...head} />
              <SortHead label="Queue" by="queued" first="desc" className={number} {...head} />
              <SortHead label="In flight" by="inFlight" first="desc" className={number} {...head} />
              <SortHead label="In" by="messagesIn" first="desc" className="num" {...head} />
              <SortHead label="Out" by="messagesOut" first="desc" className="num" {...head} />
              <SortHead label="Dropped" by="dropped" first="desc" className={number} {...head} />
            </tr>
          </thead>
          <tbody {...area}>
            {rows.map((row, index) => (
              <tr
                key={row.id}
                id={`mqtt-client-${index}`}
                className={`${table.clickable} ${row.id === picked ? table.picked : ''}`}
                data-away={!row.connected || undefined}
                onClick={() => change({ client: row.id })}
              >
                <td className={css.id}>
                  <span className={css.idLine}>
                    <Glyph look={clientLook(row)} />
                    <span className="unseen">{clientLook(row).label}</span>
                    <button type="button" className={`${table.link} cut mono`} title={row.id}>
                      {row.id}
                    </button>
                  </span>
                </td>
                <td className={table.hidePhone}>{row.identity ?? <span className="faint">–</span>}</td>
                <td className={`mono ${table.hidePhone}`}>{row.address ?? <span className="faint">–</span>}</td>
                <td className={table.hidePhone}>{row.version ?? <span className="faint">–</span>}</td>
                <td className={table.hidePhone}>
                  {row.connectedAt ? <Lasting from={row.connectedAt} /> : <span className="dim">away</span>}
                </td>
                <td className={number}>{keepAlive(row.keepAliveS)}</td>
                <td className={number}>{count(row.subscriptions)}</td>
                <Some className={number} value={row.queued} />
                <Some className={number} value={row.inFlight} />
                <td className="num">
                  <Qty value={row.messagesInPerS} unit="/s" quietZero />
                </td>
                <td className="num">
                  <Qty value={row.messagesOutPerS} unit="/s" quietZero />
                </td>
                <Some className={number} value={row.dropped} bad />
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rows.length > 0 && (
        <MoreRows hasMore={list.hasNextPage} loading={list.isFetchingNextPage} more="Show more" onMore={() => void list.fetchNextPage()}>
          {count(rows.length)} shown
        </MoreRows>
      )}
      <ClientDrawer id={shown} onClose={() => change({ client: undefined })} />
    </div>
  );
}

/** A count that matters when it is not 0. */
function Some({ value, className, bad = false }: { value: number; className: string; bad?: boolean }) {
  return <td className={`${className} ${value === 0 ? 'faint' : bad ? css.bad : ''}`}>{count(value)}</td>;
}
