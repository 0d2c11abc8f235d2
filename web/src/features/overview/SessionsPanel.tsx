import { useMemo } from 'react';
import { Link, useNavigate } from 'react-router';
import { count } from '@/format/units';
import { fleet } from '@/live/fleet';
import { useFleetVersion } from '@/live/hooks';
import { connectorLook } from '@/ui/stationState';
import { Glyph } from '@/ui/Glyph';
import { useHeld } from '@/ui/held';
import { Empty } from '@/ui/Note';
import { Panel } from '@/ui/Panel';
import { Qty } from '@/ui/Qty';
import { RowSkeletons } from '@/ui/Rows';
import { Lasting } from '@/ui/When';
import { type RunningSession, runningSessions } from './fleetLists';
import table from '@/ui/table.module.css';

const most = 8;
const key = (s: RunningSession) => s.connector.transactionId!;

export function SessionsPanel() {
  const navigate = useNavigate();
  const version = useFleetVersion(1000);
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the version stands for what the store holds
  const sessions = useMemo(() => runningSessions(fleet.all()), [version]);
  const { rows, area } = useHeld(sessions, key, false);
  const link = <Link to="/transactions?open=true">All {count(sessions.length)} running</Link>;
  return (
    <Panel title="Charging sessions, latest first" flush live aside={sessions.length > 0 && link}>
      {!fleet.loaded && <RowSkeletons rows={most} />}
      {fleet.loaded && sessions.length === 0 && (
        <Empty title="Nobody is charging">A session appears here as soon as a station starts a transaction.</Empty>
      )}
      {sessions.length > 0 && (
        <table className={table.table} {...area}>
          <thead>
            <tr>
              <th>Station</th>
              <th className={table.hidePhone}>Id tag</th>
              <th className="num">Lasting</th>
              <th className="num">Energy</th>
              <th className="num">Power</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, most).map(({ station, connector: c }) => {
              const path = `/stations/${encodeURIComponent(station.id)}?connector=${c.connectorId}`;
              return (
                <tr key={c.transactionId} className={table.clickable} onClick={() => void navigate(path)}>
                  <td className={table.wide}>
                    <span className="row" style={{ flexWrap: 'nowrap' }}>
                      <Glyph look={connectorLook(c.status)} />
                      <Link to={path} className="cut" onClick={(event) => event.stopPropagation()}>
                        {station.id}
                      </Link>
                      <span className="dim">#{c.connectorId}</span>
                      <span className={`dim cut ${table.hidePhone}`}>{station.displayName}</span>
                    </span>
                  </td>
                  <td className={`mono ${table.hidePhone}`}>{c.idTag}</td>
                  <td className="num">
                    <Lasting from={c.transactionStartedAt} />
                  </td>
                  <td className="num" style={{ minWidth: 92 }}>
                    <Qty value={c.transactionEnergyWh} unit="Wh" />
                  </td>
                  <td className="num" style={{ minWidth: 88 }}>
                    <Qty value={c.powerW} unit="W" />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
