import { Fragment, useMemo, useState } from 'react';
import { Link } from 'react-router';
import type { AuditEntry } from '@/api/types';
import { count } from '@/format/units';
import { useHeld } from '@/ui/held';
import { Json } from '@/ui/Json';
import { useListKeys } from '@/ui/keyboard';
import { Empty, ErrorNote } from '@/ui/Note';
import { MoreRows, RowSkeletons, WaitingRows } from '@/ui/Rows';
import { At } from '@/ui/When';
import { type AuditFilter, useAudit } from './query';
import { detailLine, isBad, kindLabel, outcomeOf, pathOf } from './words';
import css from './audit.module.css';
import table from '@/ui/table.module.css';

const key = (entry: AuditEntry) => entry.id;

/** What operators did, as filtered. On a station's own page its name need not stand in every row. */
export function AuditTable({ filter, fixedTarget = false }: { filter: AuditFilter; fixedTarget?: boolean }) {
  const list = useAudit(filter, true);
  const all = useMemo(() => (list.data?.pages ?? []).flatMap((page) => page.rows), [list.data]);
  const [open, setOpen] = useState<number | null>(null);
  const [picked, setPicked] = useState<number | null>(null);
  const { rows, waiting, area, release } = useHeld(all, key, open !== null);
  const toggle = (id: number) => {
    setPicked(id);
    setOpen((now) => (now === id ? null : id));
  };
  useListKeys({
    count: rows.length,
    picked: rows.findIndex((row) => row.id === picked),
    pick: (index) => {
      setPicked(rows[index]?.id ?? null);
      document.getElementById(`audit-${rows[index]?.id}`)?.scrollIntoView({ block: 'nearest' });
    },
    open: (index) => toggle(rows[index]!.id),
  });

  return (
    <div>
      {list.isPending && <RowSkeletons rows={10} />}
      {list.error && <ErrorNote error={list.error} retry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && (
        <Empty title="Nothing was done that fits">Commands, edits, acknowledgements and logins are listed here, with who did them.</Empty>
      )}
      {waiting > 0 && (
        <div style={{ padding: '6px 12px', textAlign: 'right' }}>
          <WaitingRows count={waiting} what="entry" many="entries" onShow={release} />
        </div>
      )}
      {rows.length > 0 && (
        <table className={`${table.table} live`} {...area}>
          <thead>
            <tr>
              <th>When</th>
              <th>Who</th>
              <th>What</th>
              {!fixedTarget && <th>To what</th>}
              <th className={table.hidePhone}>Asked</th>
              <th>Result</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((entry) => (
              <Fragment key={entry.id}>
                <tr
                  id={`audit-${entry.id}`}
                  className={`${table.clickable} ${entry.id === picked ? table.picked : ''}`}
                  onClick={() => toggle(entry.id)}
                >
                  <td className="dim">
                    <At at={entry.at} />
                  </td>
                  <td>{entry.user}</td>
                  <td>
                    <button type="button" className={`${table.link} ${css.what}`} aria-expanded={entry.id === open}>
                      {kindLabel(entry.kind)}
                    </button>
                  </td>
                  {!fixedTarget && (
                    <td className={css.target} title={entry.target ?? undefined}>
                      <Target entry={entry} />
                    </td>
                  )}
                  <td className={`${table.hidePhone} ${table.wide} dim`} title={detailLine(entry.detail)}>
                    <div className="cut">{detailLine(entry.detail)}</div>
                  </td>
                  <td className={`${css.result} ${isBad(entry) ? css.bad : ''}`}>{outcomeOf(entry)}</td>
                </tr>
                {entry.id === open && (
                  <tr className={css.details}>
                    <td colSpan={6}>
                      {entry.detail !== null && <Json label="Asked" value={entry.detail} />}
                      <p className="dim">
                        From <span className="mono">{entry.address ?? 'an address that is not known'}</span> · status {entry.status} ·{' '}
                        <span className="mono">{entry.kind}</span> · entry {entry.id}
                      </p>
                    </td>
                  </tr>
                )}
              </Fragment>
            ))}
          </tbody>
        </table>
      )}
      {rows.length > 0 && (
        <MoreRows hasMore={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()}>
          {count(rows.length)} shown, newest first
        </MoreRows>
      )}
    </div>
  );
}

function Target({ entry }: { entry: AuditEntry }) {
  const path = pathOf(entry);
  if (entry.target === null) return <span className="faint">–</span>;
  if (path === null) return entry.target;
  return (
    <Link to={path} onClick={(event) => event.stopPropagation()}>
      {entry.target}
    </Link>
  );
}
