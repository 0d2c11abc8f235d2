import { Button, Checkbox } from '@mantine/core';
import { Fragment, useCallback, useMemo, useState } from 'react';
import type { Alarm } from '@/api/types';
import { useMay } from '@/features/session/session';
import { count } from '@/format/units';
import { useHeld } from '@/ui/held';
import { useListKeys } from '@/ui/keyboard';
import { Empty, ErrorNote } from '@/ui/Note';
import { MoreRows, RowSkeletons, WaitingRows } from '@/ui/Rows';
import { AcknowledgeDialog } from './AcknowledgeDialog';
import { AlarmDetails } from './AlarmDetails';
import { AlarmRow } from './AlarmRow';
import type { AlarmFilter } from './filter';
import { useAlarms } from './query';
import css from './alarms.module.css';
import table from '@/ui/table.module.css';

interface Props {
  filter: AlarmFilter;
  /** On a station's own page its name need not stand in every row. */
  fixedStation?: boolean;
  /** An alarm to begin with, opened. */
  first?: number | undefined;
}

const key = (alarm: Alarm) => alarm.id;

export function AlarmTable({ filter, fixedStation = false, first }: Props) {
  const may = useMay('Operator');
  const alarms = useAlarms(filter);
  const all = useMemo(() => (alarms.data?.pages ?? []).flatMap((page) => page.rows), [alarms.data]);
  const [open, setOpen] = useState<number | null>(first ?? null);
  const [picked, setPicked] = useState<number | null>(first ?? null);
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  const [asking, setAsking] = useState<number[] | null>(null);
  const { rows, waiting, area, release } = useHeld(all, key, open !== null || selected.size > 0 || asking !== null);
  const select = useCallback((id: number) => {
    setSelected((now) => {
      const next = new Set(now);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  const toggle = useCallback((id: number) => {
    setPicked(id);
    setOpen((now) => (now === id ? null : id));
  }, []);
  const unacknowledged = rows.filter((row) => row.acknowledgedAt === null);
  const chosen = unacknowledged.filter((row) => selected.has(row.id)).map(key);

  useListKeys({
    count: rows.length,
    picked: rows.findIndex((row) => row.id === picked),
    pick: (index) => {
      setPicked(rows[index]?.id ?? null);
      document.getElementById(`alarm-${rows[index]?.id}`)?.scrollIntoView({ block: 'nearest' });
    },
    open: (index) => toggle(rows[index]!.id),
    more: may
      ? {
          x: (index) => rows[index]!.acknowledgedAt === null && select(rows[index]!.id),
          e: (index) => {
            const ids = chosen.length > 0 ? chosen : rows[index]!.acknowledgedAt === null ? [rows[index]!.id] : [];
            if (ids.length > 0) setAsking(ids);
          },
        }
      : {},
  });

  if (alarms.isPending) return <RowSkeletons rows={8} height={44} />;
  return (
    <div>
      {alarms.error && <ErrorNote error={alarms.error} retry={() => void alarms.refetch()} />}
      {(may || waiting > 0) && rows.length > 0 && (
        <div className={css.actions}>
          {may && (
            <>
              <Checkbox
                aria-label="Select all that are not acknowledged"
                disabled={unacknowledged.length === 0}
                checked={chosen.length > 0 && chosen.length === unacknowledged.length}
                indeterminate={chosen.length > 0 && chosen.length < unacknowledged.length}
                onChange={(event) => setSelected(new Set(event.currentTarget.checked ? unacknowledged.map(key) : []))}
              />
              {chosen.length > 0 ? (
                <Button onClick={() => setAsking(chosen)}>{`Acknowledge ${chosen.length}`}</Button>
              ) : (
                <span className="dim">Select some to acknowledge them together</span>
              )}
            </>
          )}
          <span className="grow" />
          <WaitingRows count={waiting} what="alarm" onShow={release} />
        </div>
      )}
      {alarms.data && rows.length === 0 && (
        <Empty title="No alarm fits">Alarms come from the stations, from the links and from the anomaly detectors.</Empty>
      )}
      {rows.length > 0 && (
        <table className={`${table.table} ${css.table} live`} {...area}>
          <thead>
            <tr>
              {may && (
                <th>
                  <span className="unseen">Selected</span>
                </th>
              )}
              <th>Alarm</th>
              {!fixedStation && <th>Station</th>}
              <th>Raised</th>
              <th>State</th>
              {may && (
                <th>
                  <span className="unseen">Actions</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {rows.map((alarm) => (
              <Fragment key={alarm.id}>
                <AlarmRow
                  alarm={alarm}
                  may={may}
                  withStation={!fixedStation}
                  open={alarm.id === open}
                  picked={alarm.id === picked}
                  selected={selected.has(alarm.id)}
                  onSelect={select}
                  onToggle={toggle}
                  onAcknowledge={(id) => setAsking([id])}
                />
                {alarm.id === open && (
                  <tr className={css.detailsRow}>
                    <td colSpan={9}>
                      <AlarmDetails alarm={alarm} />
                    </td>
                  </tr>
                )}
              </Fragment>
            ))}
          </tbody>
        </table>
      )}
      {rows.length > 0 && (
        <MoreRows hasMore={alarms.hasNextPage} loading={alarms.isFetchingNextPage} onMore={() => void alarms.fetchNextPage()}>
          {count(rows.length)} shown, newest first
        </MoreRows>
      )}
      <AcknowledgeDialog
        alarms={rows.filter((row) => asking?.includes(row.id))}
        opened={asking !== null}
        onClose={(done) => {
          setAsking(null);
          if (done) setSelected(new Set());
        }}
      />
    </div>
  );
}
