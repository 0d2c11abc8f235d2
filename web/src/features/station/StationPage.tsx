import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { Link, useParams } from 'react-router';
import { ApiError, get } from '@/api/http';
import type { Station } from '@/api/types';
import { useFilters } from '@/app/filters';
import { CommandDrawer } from '@/features/commands/CommandDrawer';
import { presetOf } from '@/features/commands/quick';
import { SentPanel } from '@/features/commands/SentPanel';
import { useAlarms } from '@/features/alarms/query';
import { useSession } from '@/features/session/session';
import { fleet } from '@/live/fleet';
import { useStation } from '@/live/hooks';
import { Empty, ErrorNote } from '@/ui/Note';
import { RowSkeletons } from '@/ui/Rows';
import { outlets } from '@/ui/stationState';
import { ChartPanel } from './chart/ChartPanel';
import { useFeed } from './chart/useFeed';
import { ConnectorsPanel } from './ConnectorsPanel';
import { stationSpec } from './filters';
import { StationHeader } from './StationHeader';
import { StationTabs } from './StationTabs';
import css from './station.module.css';

export function StationPage() {
  const id = useParams()['id']!;
  const known = useStation(id);
  // The live view tells of changes; this read is for a station that the list does not hold yet, and for "not found".
  const read = useQuery({
    queryKey: ['charger', id],
    queryFn: ({ signal }) => get<Station>(`/chargers/${encodeURIComponent(id)}`, signal),
  });
  useEffect(() => {
    if (read.data) fleet.apply([read.data]);
  }, [read.data]);
  const { refetch } = read;
  const gone = !known && fleet.loaded;
  useEffect(() => {
    // Removed while it was shown, or new to the list: the hub knows which.
    if (gone) void refetch();
  }, [gone, refetch]);
  const missing = !known && read.error instanceof ApiError && read.error.status === 404;
  const station = missing ? undefined : (known ?? read.data);

  if (station) return <Loaded key={id} station={station} />;
  if (missing) {
    return (
      <Empty title={`There is no station “${id}”`}>
        It may have been removed, or never connected. <Link to="/stations">All stations</Link>
      </Empty>
    );
  }
  if (read.error) return <ErrorNote error={read.error} retry={() => void read.refetch()} />;
  return <RowSkeletons rows={12} />;
}

function Loaded({ station }: { station: Station }) {
  const { demo } = useSession();
  const [filters, change] = useFilters(stationSpec);
  const [preset, setPreset] = useState<Record<string, unknown>>({});
  const feed = useFeed(station.id, station.clockSkewMs);
  const alarmFilter = useMemo(() => ({ chargerId: station.id }), [station.id]);
  const alarms = useAlarms(alarmFilter);
  const alarmRows = useMemo(() => (alarms.data?.pages ?? []).flatMap((page) => page.rows), [alarms.data]);
  const shown = outlets(station).find((c) => c.connectorId === filters.connector);

  const openCommand = useCallback(
    (action: string, payload?: Record<string, unknown>) => {
      setPreset(payload ?? presetOf(action, station, shown, demo ? 'DEMO' : null));
      change({ command: action });
    },
    [station, shown, demo, change],
  );

  return (
    <div className={css.page}>
      <StationHeader station={station} onCommand={openCommand} />
      <div className={css.top}>
        <ChartPanel station={station} feed={feed} alarms={alarmRows} filters={filters} change={change} />
        <div className={css.side}>
          <ConnectorsPanel station={station} shown={filters.connector} onShow={(connector) => change({ connector })} />
          <SentPanel stationId={station.id} onAgain={(sent) => openCommand(sent.action, sent.payload as Record<string, unknown>)} />
        </div>
      </div>
      <StationTabs station={station} filters={filters} change={change} onCommand={openCommand} />
      <CommandDrawer
        station={station}
        action={filters.command}
        preset={preset}
        connectorId={shown?.connectorId ?? null}
        onClose={() => change({ command: undefined })}
      />
    </div>
  );
}
