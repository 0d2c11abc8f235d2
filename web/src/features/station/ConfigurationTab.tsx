import { Button } from '@mantine/core';
import { useCallback, useMemo, useState } from 'react';
import { queryClient } from '@/api/queryClient';
import type { Station } from '@/api/types';
import { send, type Sent } from '@/features/commands/history';
import { Outcome } from '@/features/commands/Answer';
import { useMay } from '@/features/session/session';
import { Empty, ErrorNote } from '@/ui/Note';
import { RowSkeletons } from '@/ui/Rows';
import { SearchBox } from '@/ui/SearchBox';
import { Ago } from '@/ui/When';
import { ConfigurationRow } from './ConfigurationRow';
import { useConfiguration } from './queries';
import css from './station.module.css';
import table from '@/ui/table.module.css';

/** The station's keys as last read; a change is sent at once and what became of it stands beside the key. */
export function ConfigurationTab({ station }: { station: Station }) {
  const may = useMay('Operator') && station.connected;
  const keys = useConfiguration(station.id);
  const [search, setSearch] = useState('');
  const [reading, setReading] = useState<Sent | 'busy' | null>(null);
  const rows = useMemo(
    () =>
      (keys.data ?? [])
        .filter((row) => `${row.key} ${row.value}`.toLowerCase().includes(search.toLowerCase()))
        .sort((a, b) => a.key.localeCompare(b.key)),
    [keys.data, search],
  );
  const refresh = useCallback(() => queryClient.invalidateQueries({ queryKey: ['configuration', station.id] }), [station.id]);
  const readAll = async () => {
    setReading('busy');
    const sent = await send(station.id, 'GetConfiguration', {});
    setReading(sent);
    if (sent.good) await refresh();
  };
  const readAt = keys.data?.[0]?.readAt;

  return (
    <div>
      <div className={css.section}>
        <div className={css.sectionHead} style={{ margin: 0 }}>
          <SearchBox label="Search keys" placeholder="Key or value" value={search} onChange={setSearch} width={220} />
          <Button variant="default" loading={reading === 'busy'} disabled={!may} onClick={() => void readAll()}>
            Read from the charger
          </Button>
          {reading !== null && reading !== 'busy' && !reading.good && <Outcome sent={reading} />}
          {readAt && (
            <span className="dim">
              read <Ago at={readAt} />
            </span>
          )}
        </div>
      </div>
      {keys.isPending && <RowSkeletons />}
      {keys.error && <ErrorNote error={keys.error} retry={() => void keys.refetch()} />}
      {keys.data?.length === 0 && <Empty title="Never read">“Read from the charger” asks it for all of its keys.</Empty>}
      {keys.data && keys.data.length > 0 && rows.length === 0 && <Empty title="No key fits" />}
      {rows.length > 0 && (
        <table className={table.table}>
          <thead>
            <tr>
              <th>Key</th>
              <th style={{ width: '60%' }}>Value</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <ConfigurationRow key={row.key} stationId={station.id} row={row} may={may} onChanged={() => void refresh()} />
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
