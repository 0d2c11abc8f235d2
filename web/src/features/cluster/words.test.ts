import { describe, expect, it } from 'vitest';
import type { Cluster, ClusterProcess, ClusterQueue } from '@/api/types';
import { countRole, deadLetters, processLook, ranges, rolesLabel, shardStates, versions, waiting } from './words';

const process = (id: string, roles: string, more: Partial<ClusterProcess> = {}): ClusterProcess => ({
  id,
  roles,
  machine: 'm',
  processId: 1,
  version: '1.0',
  startedAt: '2025-11-20T12:00:00Z',
  ready: true,
  trouble: null,
  stations: null,
  shards: [],
  silentS: 1,
  here: false,
  ...more,
});
const queue = (kind: ClusterQueue['kind'], shard: number | null, messages: number, consumers = 1): ClusterQueue => ({
  name: `${kind}.${shard}`,
  kind,
  shard,
  messages,
  consumers,
});

const cluster: Cluster = {
  broker: true,
  shards: 2,
  processes: [
    process('w1', 'cms', { shards: [0] }),
    process('w2', 'cms', { shards: [1], silentS: 40 }),
    process('g1', 'gateway', { ready: false, version: '1.1' }),
    process('a1', 'api'),
  ],
  queues: [
    queue('Calls', null, 2),
    queue('Messages', null, 5),
    queue('DeadLetters', null, 3, 0),
    queue('Calls', 0, 1),
    queue('Events', 0, 4),
    queue('Calls', 1, 7, 0),
    queue('Events', 1, 9, 0),
  ],
};

describe('words about the cluster', () => {
  it('says whether a process does its work', () => {
    expect(cluster.processes.map((p) => processLook(p).label)).toEqual(['Ready', 'Silent for 40 s', 'Not ready', 'Ready']);
    expect(rolesLabel('gateway,cms, api')).toBe('Gateway, Worker, API');
    expect(rolesLabel('novel')).toBe('novel');
  });

  it('joins numbers that follow each other', () => {
    expect([ranges([]), ranges([3]), ranges([0, 1, 2, 5, 7, 8])]).toEqual(['', '3', '0–2, 5, 7–8']);
  });

  it('finds a shard that nobody serves, whatever a silent worker said last', () => {
    const [first, second] = shardStates(cluster);
    expect(first).toMatchObject({ served: true, calls: 1, events: 4 });
    expect(first!.worker!.id).toBe('w1');
    expect(second).toEqual({ shard: 1, worker: null, served: false, calls: 7, events: 9 });
  });

  it('counts what is ready, what runs and what waits', () => {
    expect([countRole(cluster, 'cms'), countRole(cluster, 'gateway'), countRole(cluster, 'site')]).toEqual([
      { ready: 1, all: 1 },
      { ready: 0, all: 1 },
      { ready: 0, all: 0 },
    ]);
    expect(versions(cluster)).toEqual(['1.0', '1.1']);
    expect([waiting(cluster), deadLetters(cluster)]).toEqual([28, 3]);
  });
});
