import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import type { Transaction } from '@/api/types';
import { useFilters, whole } from '@/app/filters';
import { count } from '@/format/units';
import { useHeld } from '@/ui/held';
import { useListKeys } from '@/ui/keyboard';
import { Empty, ErrorNote } from '@/ui/Note';
import { Qty } from '@/ui/Qty';
import { MoreRows, RowSkeletons, WaitingRows } from '@/ui/Rows';
import { At, Lasting } from '@/ui/When';
import type { TransactionFilter } from './filter';
import { useTransactions } from './query';
import { TransactionDrawer } from './TransactionDrawer';
import { reasonWords } from './words';
import table from '@/ui/table.module.css';

const spec = { transaction: whole };
const key = (row: Transaction) => row.id;

export function TransactionTable({ filter, fixedStation = false }: { filter: TransactionFilter; fixedStation?: boolean }) {
  const [{ transaction: shown }, change] = useFilters(spec);
  const [picked, setPicked] = useState<number | null>(null);
  const list = useTransactions(filter);
  const all = useMemo(() => (list.data?.pages ?? []).flatMap((page) => page.rows), [list.data]);
  const { rows, waiting, area, release } = useHeld(all, key, shown !== undefined);
  useListKeys({
    count: rows.length,
    picked: rows.findIndex((row) => row.id === picked),
    pick: (index) => {
      setPicked(rows[index]?.id ?? null);
      document.getElementById(`transaction-${rows[index]?.id}`)?.scrollIntoView({ block: 'nearest' });
    },
    open: (index) => change({ transaction: rows[index]!.id }),
  });

  return (
    <div>
      {list.isPending && <RowSkeletons rows={10} />}
      {list.error && <ErrorNote error={list.error} retry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && (
        <Empty title="No transaction fits">One appears here as soon as a station reports that it started.</Empty>
      )}
      {waiting > 0 && (
        <div style={{ padding: '6px 12px', textAlign: 'right' }}>
          <WaitingRows count={waiting} what="transaction" onShow={release} />
        </div>
      )}
      {rows.length > 0 && (
        <table className={`${table.table} live`} {...area}>
          <thead>
            <tr>
              <th>Transaction</th>
              {!fixedStation && <th>Station</th>}
              <th className={fixedStation ? undefined : table.hidePhone}>Connector</th>
              <th className={table.hidePhone}>Id tag</th>
              <th className={table.hidePhone}>Started</th>
              <th className="num">Lasted</th>
              <th className="num">Energy</th>
              <th className={table.hidePhone}>End</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((t) => (
              <tr
                key={t.id}
                id={`transaction-${t.id}`}
                className={`${table.clickable} ${t.id === picked ? table.picked : ''}`}
                onClick={(event) => {
                  if (!(event.target as HTMLElement).closest('a')) change({ transaction: t.id });
                }}
              >
                <td>
                  <button type="button" className={table.link}>
                    #{t.id}
                  </button>
                </td>
                {!fixedStation && (
                  <td>
                    <Link to={`/stations/${encodeURIComponent(t.chargerId)}?connector=${t.connectorId}`}>{t.chargerId}</Link>
                  </td>
                )}
                <td className={fixedStation ? undefined : table.hidePhone}>{t.connectorId}</td>
                <td className={`mono ${table.hidePhone}`}>{t.idTag}</td>
                <td className={table.hidePhone}>
                  <At at={t.startedAt} />
                </td>
                <td className="num">
                  <Lasting from={t.startedAt} to={t.stoppedAt} />
                </td>
                <td className="num">
                  <Qty value={t.energyWh} unit="Wh" />
                </td>
                <td className={table.hidePhone}>
                  {t.orphan ? 'Orphan stop' : t.stoppedAt ? reasonWords(t.stopReason) : <strong>Running</strong>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rows.length > 0 && (
        <MoreRows hasMore={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()}>
          {count(rows.length)} shown, newest first
        </MoreRows>
      )}
      <TransactionDrawer id={shown} onClose={() => change({ transaction: undefined })} />
    </div>
  );
}
