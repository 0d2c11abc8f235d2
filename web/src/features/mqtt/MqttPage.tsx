import { useCallback } from 'react';
import { oneOf, text, useFilters } from '@/app/filters';
import { Chips } from '@/ui/Chips';
import { Empty, ErrorNote } from '@/ui/Note';
import { Panel } from '@/ui/Panel';
import { SearchBox } from '@/ui/SearchBox';
import type { Direction } from '@/ui/SortButton';
import { ClientTable } from './ClientTable';
import { type ClientSort, clientSorts, isNoBroker, useMqtt } from './query';
import { RatesPanel } from './RatesPanel';
import { RetainedTable } from './RetainedTable';
import { Totals } from './Totals';
import css from './mqtt.module.css';

const spec = {
  view: oneOf('retained'),
  search: text,
  filter: text,
  sort: oneOf(...clientSorts),
  order: oneOf('asc', 'desc'),
};

export function MqttPage() {
  const { data: broker, error, refetch } = useMqtt();
  const [{ view, search, filter, sort, order }, change] = useFilters(spec);
  const onSearch = useCallback((wanted: string) => change({ search: wanted }), [change]);
  const onFilter = useCallback((wanted: string) => change({ filter: wanted }), [change]);
  const onSort = useCallback((by: ClientSort, way: Direction) => change({ sort: by, order: way }), [change]);

  if (!broker && isNoBroker(error)) {
    return (
      <Panel title="MQTT" page>
        <Empty title="No MQTT broker runs here">
          Setting <span className="mono">Mqtt:Enabled</span> starts one with this hub.
        </Empty>
      </Panel>
    );
  }

  return (
    <div className={css.page}>
      <h1 className="unseen">MQTT</h1>
      {error && <ErrorNote error={error} retry={() => void refetch()} />}
      {broker?.trouble && (
        <div role="alert" className={css.trouble}>
          <strong>The store does not write.</strong> {broker.trouble}
        </div>
      )}
      <Totals broker={broker} />
      <RatesPanel broker={broker} />
      <Panel
        title={view === 'retained' ? 'Retained messages' : 'Clients'}
        flush
        aside={
          <>
            <Chips<'retained' | undefined>
              label="What to list"
              value={view}
              onChange={(wanted) => change({ view: wanted })}
              chips={[
                { value: undefined, label: 'Clients', count: broker?.sessions },
                { value: 'retained', label: 'Retained', count: broker?.retained },
              ]}
            />
            {view === 'retained' ? (
              <SearchBox
                key="filter"
                label="Topic filter"
                placeholder="pulsebms/+/status/#"
                value={filter ?? ''}
                onChange={onFilter}
                width={230}
              />
            ) : (
              <SearchBox
                key="search"
                label="Search clients"
                placeholder="Id, identity or address"
                value={search ?? ''}
                onChange={onSearch}
                width={230}
              />
            )}
          </>
        }
      >
        {view === 'retained' ? (
          <RetainedTable filter={filter} />
        ) : (
          <ClientTable search={search} sort={sort ?? 'id'} order={order ?? 'asc'} onSort={onSort} port={broker?.port} />
        )}
      </Panel>
    </div>
  );
}
