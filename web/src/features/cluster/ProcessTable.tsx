import type { ClusterProcess } from '@/api/types';
import { count } from '@/format/units';
import { State } from '@/ui/Glyph';
import { Lasting } from '@/ui/When';
import { isSilent, processLook, ranges, rolesLabel } from './words';
import css from './cluster.module.css';
import table from '@/ui/table.module.css';

interface Props {
  processes: ClusterProcess[];
  /** The most frequent first. */
  versions: string[];
}

export function ProcessTable({ processes, versions }: Props) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>Role</th>
          <th>Process</th>
          <th>State</th>
          <th className="num">Stations</th>
          <th className={table.hidePhone}>Shards</th>
          <th className={table.hidePhone}>Version</th>
          <th className={`num ${table.hidePhone}`}>Running for</th>
        </tr>
      </thead>
      <tbody>
        {processes.map((process) => (
          <tr key={process.id} data-off={isSilent(process) || undefined} className={css.process}>
            <td>{rolesLabel(process.roles)}</td>
            <td className={css.name} title={process.id}>
              {process.machine} <span className="dim">{process.processId}</span>
              {process.here && <span className="dim"> · answers you</span>}
            </td>
            <td>
              <State look={processLook(process)} />
              {process.trouble && !isSilent(process) && <div className={css.trouble}>{process.trouble}</div>}
            </td>
            <td className="num">{process.stations === null ? <span className="faint">–</span> : count(process.stations)}</td>
            <td className={table.hidePhone}>
              {process.shards.length === 0 ? (
                <span className="faint">–</span>
              ) : (
                <>
                  {count(process.shards.length)} <span className="dim">({ranges(process.shards)})</span>
                </>
              )}
            </td>
            <td className={`${table.hidePhone} ${process.version === versions[0] ? 'dim' : css.other}`}>
              {process.version}
              {process.version !== versions[0] && ' · another version'}
            </td>
            <td className={`num dim ${table.hidePhone}`}>
              <Lasting from={process.startedAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
