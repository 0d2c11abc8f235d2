import { Button } from '@mantine/core';
import { useCallback, useMemo } from 'react';
import { oneOf, text, useFilters } from '@/app/filters';
import { ViewsMenu } from '@/app/ViewsMenu';
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
      {!fleet.loaded ? (
        <div className={css.list}>
          <RowSkeletons rows={14} height={40} />
        </div>
      ) : (
        <StationList
          wanted={wanted}
          onSort={onSort}
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
    </div>
  );
}
