import { useMemo } from 'react';
import { count } from '@/format/units';
import { Empty, ErrorNote } from '@/ui/Note';
import { Qty } from '@/ui/Qty';
import { MoreRows, RowSkeletons } from '@/ui/Rows';
import { useMqttRetained } from './query';
import { preview } from './words';
import css from './mqtt.module.css';
import table from '@/ui/table.module.css';

export function RetainedTable({ filter }: { filter: string | undefined }) {
  const list = useMqttRetained(filter);
  const rows = useMemo(() => (list.data?.pages ?? []).flatMap((page) => page.rows), [list.data]);
  return (
    <div>
      {list.isPending && <RowSkeletons rows={8} />}
      {list.error && <ErrorNote error={list.error} retry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && (
        <Empty title={filter ? 'No retained message fits' : 'No message is retained'}>
          {filter
            ? 'The filter is MQTT’s own: + is one level, # at its end is all below.'
            : 'A message that is published with RETAIN stands here until an empty one replaces it.'}
        </Empty>
      )}
      {rows.length > 0 && (
        <table className={`${table.table} ${css.retained}`}>
          <thead>
            <tr>
              <th>Topic</th>
              <th className={table.hidePhone}>QoS</th>
              <th className="num">Size</th>
              <th className={table.hidePhone}>Message</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.topic}>
                <td className={`mono ${css.topic}`}>
                  <div className={css.wrap}>{row.topic}</div>
                  <div className={`${css.below} cut dim`}>{preview(row)}</div>
                </td>
                <td className={table.hidePhone}>{row.qos}</td>
                <td className="num">
                  <Qty value={row.sizeBytes} unit="B" />
                </td>
                <td className={`mono ${table.hidePhone} ${css.message}`} title={row.text ?? row.hex ?? undefined}>
                  <div className="cut">{preview(row)}</div>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rows.length > 0 && (
        <MoreRows hasMore={list.hasNextPage} loading={list.isFetchingNextPage} more="Show more" onMore={() => void list.fetchNextPage()}>
          {count(rows.length)} shown{filter ? '' : '; $SYS/# shows those of the broker itself'}
        </MoreRows>
      )}
    </div>
  );
}
