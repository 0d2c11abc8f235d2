import { Button } from '@mantine/core';
import { useCallback, useMemo, useState } from 'react';
import { oneOf, text, useFilters } from '@/app/filters';
import { ViewsMenu } from '@/app/ViewsMenu';
import { BulkDrawer } from '@/features/bulk/BulkDrawer';
import { SelectionBar } from '@/features/bulk/SelectionBar';
import { useMay } from '@/features/session/session';
import { fleet } from '@/live/fleet';
import { useFleetVersion } from '@/live/hooks';
import { Chips } from '@/ui/Chips';
import { ExportButton } from '@/ui/ExportButton';
import { Empty } from '@/ui/Note';
import { RowSkeletons } from '@/ui/Rows';
import { SearchBox } from '@/ui/SearchBox';
import type { Direction } from '@/ui/SortButton';
import { stationColumns } from './csv';
import { countStatuses, orderStations, sorts, type Sort, type Status, statuses, type Wanted } from './order';
import { StationList } from './StationList';
import css from './stations.module.css';

const spec = { search: text, status: oneOf(...statuses), sort: oneOf(...sorts), order: oneOf('asc', 'desc') };
const labels: Record<Status, string> = {
  connected: 'Connected',
  charging: 'Charging',
  faulted: 'Faulted',
  alarm: 'Alarm',
  disconnected: 'Offline',
};

export function StationsPage() {
  const [filters, change] = useFilters(spec);
  const version = useFleetVersion(1000);
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the version stands for what the store holds
  const counts = useMemo(() => countStatuses(fleet.all()), [version]);
  const onSearch = useCallback((search: string) => change({ search }), [change]);
  const onSort = useCallback((sort: Sort, order: Direction) => change({ sort, order }), [change]);
  const { search, status, sort = 'id', order = 'asc' } = filters;
  const wanted: Wanted = { search, status, sort, order };
  const may = useMay('Operator');
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [commanding, setCommanding] = useState(false);
  // Those that are gone are no longer selected; those that the filters hide still are.
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the version stands for what the store holds
  const chosen = useMemo(() => [...selected].filter((id) => fleet.get(id)), [selected, version]);
  const hidden = useMemo(() => {
    if (chosen.length === 0 || (!search && !status)) return 0;
    const shown = new Set(orderStations(fleet.all(), { search, status, sort: 'id', order: 'asc' }));
    return chosen.filter((id) => !shown.has(id)).length;
  }, [chosen, search, status]);
  const read = () => {
    const rows = orderStations(fleet.all(), wanted).flatMap((id) => fleet.get(id) ?? []);
    return Promise.resolve({ rows, cut: false });
  };

  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1>Stations</h1>
        <SearchBox label="Search stations" placeholder="Id, name, place, vendor, id tag" value={filters.search ?? ''} onChange={onSearch} />
        <Chips<Status | undefined>
          label="Filter by state"
          value={filters.status}
          onChange={(status) => change({ status })}
          chips={[
            { value: undefined, label: 'All', count: counts.all },
            ...statuses.map((value) => ({ value, label: labels[value], count: counts[value] })),
          ]}
        />
        <span className="row">
          <ExportButton what="stations" columns={stationColumns} read={read} />
          <ViewsMenu />
        </span>
      </header>
      <SelectionBar selected={chosen.length} hidden={hidden} onCommand={() => setCommanding(true)} onClear={() => setSelected(new Set())} />
      {!fleet.loaded ? (
        <div className={css.list}>
          <RowSkeletons rows={14} height={40} />
        </div>
      ) : (
        <StationList
          wanted={wanted}
          onSort={onSort}
          selected={may ? selected : null}
          onSelect={setSelected}
          empty={
            counts.all === 0 ? (
              <Empty title="No station yet">
                Point a charger at <span className="mono">ws://{location.hostname}:9000/ocpp/its-id</span> and it appears here, or start{' '}
                <span className="mono">busbar demo</span> for a simulated fleet.
              </Empty>
            ) : (
              <Empty title="No station fits">
                <Button variant="default" mt={8} onClick={() => change({ search: undefined, status: undefined })}>
                  Clear search and filter
                </Button>
              </Empty>
            )
          }
        />
      )}
      <BulkDrawer opened={commanding} ids={chosen} onSelect={(ids) => setSelected(new Set(ids))} onClose={() => setCommanding(false)} />
    </div>
  );
}
