import { Checkbox } from '@mantine/core';
import { memo } from 'react';
import { Link } from 'react-router';
import type { Station } from '@/api/types';
import { useStation } from '@/live/hooks';
import { Glyph, State } from '@/ui/Glyph';
import { Qty } from '@/ui/Qty';
import { SeverityMark } from '@/ui/Severity';
import { connectorLook, limitSources, outlets, stationCurrent, stationLimit, stationLook } from '@/ui/stationState';
import { Ago } from '@/ui/When';
import css from './stations.module.css';

interface Props {
  id: string;
  index: number;
  top: number;
  picked: boolean;
  /** Null where nothing may be selected. */
  ticked: boolean | null;
  onOpen(id: string): void;
  /** `range`: with all from the one that was ticked before. */
  onTick(id: string, range: boolean): void;
}

/** One station. It renders when its own state changes, and not when others do. */
export const StationRow = memo(function StationRow({ id, index, top, picked, ticked, onOpen, onTick }: Props) {
  const station = useStation(id);
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={css.row}
      data-picked={picked || undefined}
      data-off={station && !station.connected ? '' : undefined}
      style={{ transform: `translateY(${top}px)`, position: 'absolute', inset: '0 0 auto' }}
      onClick={() => onOpen(id)}
    >
      {ticked !== null && (
        <div role="cell" className={css.tick} onClick={(event) => event.stopPropagation()}>
          <Checkbox
            aria-label={`Select ${id}`}
            checked={ticked}
            onChange={(event) => onTick(id, (event.nativeEvent as MouseEvent).shiftKey)}
          />
        </div>
      )}
      {station && <Cells station={station} />}
    </div>
  );
});

const Cells = memo(function Cells({ station }: { station: Station }) {
  const running = outlets(station).filter((c) => c.transactionId !== null);
  return (
    <>
      <div role="cell" className={css.state}>
        <State look={stationLook(station)} />
      </div>
      <div role="cell" className={css.name}>
        <Link to={`/stations/${encodeURIComponent(station.id)}`} className={css.id} onClick={(event) => event.stopPropagation()}>
          {station.id}
        </Link>
        {(station.displayName ?? station.location) && <span className={css.display}>{station.displayName ?? station.location}</span>}
      </div>
      <div role="cell" className={`${css.vendor} cut`}>
        {[station.vendor, station.model].filter(Boolean).join(' ') || <span className="faint">–</span>}
      </div>
      <div role="cell" className={css.connectors}>
        {outlets(station).map((c) => {
          const look = connectorLook(c.status);
          const text = `Connector ${c.connectorId}: ${look.label}`;
          return (
            <span key={c.connectorId} className={css.pill} title={text} data-tone={look.tone}>
              {c.connectorId}
              <Glyph look={look} size={11} />
              <span className="unseen">{text}</span>
            </span>
          );
        })}
      </div>
      <div role="cell" className={`${css.power} num`}>
        <Qty value={station.powerW} unit="W" quietZero />
      </div>
      <div role="cell" className={`${css.current} num`}>
        <Qty value={stationCurrent(station)} unit="A" quietZero />
      </div>
      <div role="cell" className={`${css.limit} num`} title={limitSources(station) || undefined}>
        <Qty value={stationLimit(station)} unit="A" />
      </div>
      <div role="cell" className={`${css.transaction} cut`}>
        {running.length === 0 ? <span className="faint">–</span> : running.map((c) => `#${c.transactionId}`).join(', ')}
      </div>
      <div role="cell" className={css.seen}>
        <Ago at={station.lastSeenAt} />
      </div>
      <div role="cell" className={css.alarms}>
        {station.openAlarms > 0 && (
          <>
            <SeverityMark severity={station.worstAlarm ?? 'Info'} size={13} />
            {station.openAlarms}
          </>
        )}
      </div>
    </>
  );
});
