import { Link } from 'react-router';
import type { Cluster } from '@/api/types';
import { count, plural } from '@/format/units';
import { Empty, ErrorNote } from '@/ui/Note';
import { Panel } from '@/ui/Panel';
import { RowSkeletons } from '@/ui/Rows';
import { Cell, Strip } from '@/ui/Strip';
import { ProcessTable } from './ProcessTable';
import { useCluster } from './query';
import { ShardGrid } from './ShardGrid';
import { countRole, deadLetters, shardStates, versions, waiting } from './words';

/** The processes that work together: who is there, who does its work, and what waits. */
export function ClusterPage() {
  const { data, error, isPending, refetch } = useCluster();
  return (
    <div style={{ display: 'grid', gap: 14 }}>
      <h1>Cluster</h1>
      {error && <ErrorNote error={error} retry={() => void refetch()} />}
      {data?.broker && <Summary cluster={data} />}
      <Panel title="Processes" flush live>
        {isPending && <RowSkeletons rows={5} />}
        {data && <ProcessTable processes={data.processes} versions={versions(data)} />}
      </Panel>
      {data?.broker && (
        <Panel title="Shards" aside="each station belongs to one; a worker serves it" live>
          <ShardGrid shards={shardStates(data)} />
        </Panel>
      )}
      {data && !data.broker && (
        <Panel title="Shards">
          <Empty title="Single process">
            Gateway, central system and console are one process here. In roles, over RabbitMQ and PostgreSQL, all of them are listed with
            what waits between them.
          </Empty>
        </Panel>
      )}
    </div>
  );
}

function Summary({ cluster }: { cluster: Cluster }) {
  const [gateways, workers, apis] = ['gateway', 'cms', 'api'].map((role) => countRole(cluster, role)) as [Ready, Ready, Ready];
  const shards = shardStates(cluster);
  const unserved = shards.filter((shard) => !shard.served).length;
  const stations = cluster.processes.reduce((sum, process) => sum + (process.stations ?? 0), 0);
  const dead = deadLetters(cluster);
  const now = waiting(cluster);
  return (
    <Strip>
      <Cell
        label="Gateways"
        value={count(gateways.all)}
        bad={isBad(gateways)}
        note={`${readiness(gateways)}, ${plural(stations, 'station')}`}
      />
      <Cell label="Workers" value={count(workers.all)} bad={isBad(workers)} note={readiness(workers)} />
      <Cell label="API processes" value={count(apis.all)} bad={isBad(apis)} note={readiness(apis)} />
      <Cell
        label="Shards served"
        value={`${shards.length - unserved} of ${shards.length}`}
        bad={unserved > 0}
        note={unserved > 0 ? 'stations of the rest get no answers' : 'all of them'}
      />
      <Cell label="Waiting" value={count(now)} bad={now > 10_000} note="calls, events, log" />
      <Cell label="Dead letters" value={count(dead)} bad={dead > 0} note={<Link to="/dead-letters">Look at them</Link>} />
    </Strip>
  );
}

type Ready = ReturnType<typeof countRole>;
const isBad = ({ ready, all }: Ready) => ready < all || all === 0;
const readiness = ({ ready, all }: Ready) => (all === 0 ? 'none is heard' : ready === all ? 'ready' : `${all - ready} not ready`);
