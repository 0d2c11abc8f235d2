import { count, plural } from '@/format/units';
import type { ShardState } from './words';
import css from './cluster.module.css';

/** Every shard: its worker, and what waits for it. */
export function ShardGrid({ shards }: { shards: ShardState[] }) {
  return (
    <ul className={css.grid}>
      {shards.map(({ shard, worker, served, calls, events }) => (
        <li key={shard} className={css.shard} data-bad={!served || undefined}>
          <strong>{shard}</strong>
          <span className="cut">
            {served ? (worker ? `${worker.machine} ${worker.processId}` : 'a worker that is not heard') : 'nobody serves it'}
          </span>
          <span className={calls + events > 0 ? css.waiting : 'faint'} title={`${plural(calls, 'call')}, ${plural(events, 'event')}`}>
            {calls + events > 0 ? `${count(calls + events)} waiting` : 'nothing waits'}
          </span>
        </li>
      ))}
    </ul>
  );
}
