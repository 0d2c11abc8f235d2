import { Button, NativeSelect, SegmentedControl } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Alarm, Station } from '@/api/types';
import { useZone } from '@/app/prefs';
import { span, stamp } from '@/format/time';
import { serverNow } from '@/live/serverClock';
import { PauseIcon, PlayIcon } from '@/ui/icons';
import { isTaken } from '@/ui/keyboard';
import { Panel } from '@/ui/Panel';
import { outlets } from '@/ui/stationState';
import type { StationFilters } from '../filters';
import type { StationFeed } from './feed';
import { LiveChart } from './LiveChart';
import { measureNames, measures, type WindowS } from './measures';
import { NowLine } from './NowLine';
import css from './chart.module.css';

interface Props {
  station: Station;
  feed: StationFeed;
  alarms: readonly Alarm[];
  filters: StationFilters;
  change(filters: StationFilters): void;
}

const windowLabels: Record<WindowS, string> = { 60: '60 s', 300: '5 min', 3600: '1 h' };

export function ChartPanel({ station, feed, alarms, filters, change }: Props) {
  const zone = useZone();
  const [pausedAt, setPausedAt] = useState<number | null>(null);
  const all = outlets(station);
  const connector = all.find((c) => c.connectorId === filters.connector) ?? all.find((c) => c.transactionId !== null) ?? all[0];
  const measureName = filters.measure ?? 'current';
  const windowS = Number(filters.window ?? 60) as WindowS;
  const atMs = filters.at ? Date.parse(filters.at) : null;
  const toggle = () => setPausedAt((now) => (now === null ? serverNow() / 1000 : null));

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'p' && !isTaken(event)) setPausedAt((now) => (now === null ? serverNow() / 1000 : null));
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  if (!connector) {
    return (
      <Panel title="Live">
        <p className="dim">The station has not reported a connector yet. It does so with its first StatusNotification.</p>
      </Panel>
    );
  }
  return (
    <Panel
      fill
      title={atMs === null ? 'Live' : `Around ${stamp(atMs, zone, serverNow())}`}
      aside={
        <div className={css.controls} data-wide>
          {all.length > 1 && (
            <NativeSelect
              aria-label="Connector"
              value={connector.connectorId}
              onChange={(event) => change({ connector: Number(event.currentTarget.value) })}
              data={all.map((c) => ({ value: String(c.connectorId), label: `Connector ${c.connectorId}` }))}
            />
          )}
          <SegmentedControl
            className={css.whole}
            aria-label="Measurand"
            value={measureName}
            onChange={(value) => change({ measure: value })}
            data={measureNames.map((value) => ({ value, label: measures[value].label }))}
          />
          <SegmentedControl
            aria-label="Window"
            value={String(windowS)}
            onChange={(value) => change({ window: value as '60' | '300' | '3600' })}
            data={Object.entries(windowLabels).map(([value, label]) => ({ value, label }))}
          />
          {atMs === null ? (
            <Button
              variant="default"
              w={92}
              aria-pressed={pausedAt !== null}
              onClick={toggle}
              title="p"
              leftSection={pausedAt === null ? <PauseIcon size={12} /> : <PlayIcon size={12} />}
            >
              {pausedAt === null ? 'Pause' : 'Resume'}
            </Button>
          ) : (
            <Button onClick={() => change({ at: undefined })}>Back to live</Button>
          )}
        </div>
      }
    >
      <NowLine connector={connector} measureName={measureName} pausedAt={pausedAt} />
      <LiveChart
        key={`${station.id} ${connector.connectorId} ${measureName}`}
        stationId={station.id}
        connector={connector}
        feed={feed}
        alarms={alarms}
        measureName={measureName}
        windowS={windowS}
        atMs={atMs}
        pausedAt={pausedAt}
        onWindow={(wanted) => change({ window: String(wanted) as '60' | '300' | '3600' })}
      />
      {feed.shift !== 0 && (
        <p className={css.skew}>
          The station’s clock is {span(Math.abs(feed.shift))} {feed.shift > 0 ? 'ahead' : 'behind'}; its values are shown at our time.
        </p>
      )}
    </Panel>
  );
}
