import { useCallback, useSyncExternalStore } from 'react';
import type { Connector } from '@/api/types';
import { useZone } from '@/app/prefs';
import { clock } from '@/format/time';
import { Qty } from '@/ui/Qty';
import type { StationFeed } from './feed';
import { measures, type MeasureName } from './measures';
import css from './chart.module.css';

interface Props {
  connector: Connector;
  measureName: MeasureName;
  feed: StationFeed;
  pausedAt: number | null;
}

/** The value of this moment and its limit with the limit's source: "why not more?" is answered here. */
export function NowLine({ connector, measureName, feed, pausedAt }: Props) {
  const zone = useZone();
  const measure = measures[measureName];
  const live = useSyncExternalStore(
    useCallback((listener) => feed.subscribe(listener), [feed]),
    () => feed.ring(connector.connectorId, measure.measurand, null)?.lastValue ?? null,
  );
  const kept = { current: connector.currentA, power: connector.powerW, voltage: connector.voltageV, soc: connector.socPct }[measureName];
  return (
    <div className={`${css.now} live`}>
      <Qty value={live ?? kept} unit={measure.unit} size="big" />
      {measureName === 'current' && connector.limitA !== null && (
        <span className={css.limit}>
          <span className={css.limitKey} aria-hidden="true" />
          limit <Qty value={connector.limitA} unit="A" />
          {connector.limitSource && <span className="dim"> from {connector.limitSource}</span>}
        </span>
      )}
      {pausedAt !== null && <span className={css.paused}>Paused at {clock(pausedAt * 1000, zone)}; values are still recorded.</span>}
    </div>
  );
}
