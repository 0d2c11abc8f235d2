import { useMemo } from 'react';
import { Link, useNavigate } from 'react-router';
import { fleet } from '@/live/fleet';
import { useFleetVersion } from '@/live/hooks';
import { Glyph } from '@/ui/Glyph';
import { Empty } from '@/ui/Note';
import { Panel } from '@/ui/Panel';
import { RowSkeletons } from '@/ui/Rows';
import { stationLook } from '@/ui/stationState';
import { Ago } from '@/ui/When';
import { needingAttention } from './fleetLists';
import table from '@/ui/table.module.css';

const most = 8;

export function AttentionPanel() {
  const navigate = useNavigate();
  const version = useFleetVersion(2000);
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the version stands for what the store holds
  const list = useMemo(() => needingAttention(fleet.all()), [version]);
  return (
    <Panel title="Stations needing attention" flush live aside={list.length > most && `${most} of ${list.length}`}>
      {!fleet.loaded && <RowSkeletons rows={most} />}
      {fleet.loaded && fleet.size === 0 && (
        <Empty title="No station yet">
          Point a charger at <span className="mono">ws://{location.hostname}:9000/ocpp/its-id</span> and it will appear here.
        </Empty>
      )}
      {fleet.size > 0 && list.length === 0 && (
        <Empty title="All stations are well">None is faulted, offline or waiting for approval.</Empty>
      )}
      {list.length > 0 && (
        <table className={table.table}>
          <thead className="unseen">
            <tr>
              <th>Station</th>
              <th>Why</th>
              <th>Since</th>
            </tr>
          </thead>
          <tbody>
            {list.slice(0, most).map(({ station, reason, since }) => {
              const path = `/stations/${encodeURIComponent(station.id)}`;
              return (
                <tr key={station.id} className={table.clickable} onClick={() => void navigate(path)}>
                  <td>
                    <span className="row" style={{ flexWrap: 'nowrap' }}>
                      <Glyph look={stationLook(station)} />
                      <Link to={path} onClick={(event) => event.stopPropagation()}>
                        {station.id}
                      </Link>
                    </span>
                  </td>
                  <td className={table.wide}>
                    <div className="cut" title={reason}>
                      {reason}
                    </div>
                  </td>
                  <td className="num dim">{since && <Ago at={since} />}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
