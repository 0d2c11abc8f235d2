import type { Connector } from '@/api/types';
import { useZone } from '@/app/prefs';
import { clock } from '@/format/time';
import { Qty } from '@/ui/Qty';
import { measures, type MeasureName } from './measures';
import css from './chart.module.css';

interface Props {
  connector: Connector;
  measureName: MeasureName;
  pausedAt: number | null;
}

/** The value of this moment and its limit with the limit's source: "why not more?" is answered here. */
export function NowLine({ connector, measureName, pausedAt }: Props) {
  const zone = useZone();
  const value = { current: connector.currentA, power: connector.powerW, voltage: connector.voltageV, soc: connector.socPct }[measureName];
  return (
    <div className={`${css.now} live`} data-testid="now">
      <Qty value={value} unit={measures[measureName].unit} size="big" />
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
