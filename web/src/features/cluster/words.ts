import type { Cluster, ClusterProcess } from '@/api/types';
import { span } from '@/format/time';
import type { Look } from '@/ui/stationState';

/** A process speaks every five seconds; after three that were missed something is wrong with it, or it has ended. */
const silentAfterS = 16;

export const isSilent = (process: Pick<ClusterProcess, 'silentS'>): boolean => process.silentS > silentAfterS;

export function processLook(process: Pick<ClusterProcess, 'silentS' | 'ready'>): Look {
  if (isSilent(process)) return { label: `Silent for ${span(process.silentS * 1000)}`, shape: 'cross', tone: 'off' };
  return process.ready ? { label: 'Ready', shape: 'check', tone: 'calm' } : { label: 'Not ready', shape: 'alert', tone: 'bad' };
}

const roles: Record<string, string> = { gateway: 'Gateway', cms: 'Worker', api: 'API', broker: 'MQTT broker', site: 'Site' };

/** "cms" is a worker to whoever runs it. */
export const rolesLabel = (text: string): string =>
  text
    .split(/[,\s]+/)
    .filter(Boolean)
    .map((role) => roles[role] ?? role)
    .join(', ');

/** "0–7, 9, 12–15". */
export function ranges(numbers: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < numbers.length; i++) {
    const first = numbers[i]!;
    while (i + 1 < numbers.length && numbers[i + 1] === numbers[i]! + 1) i++;
    parts.push(numbers[i] === first ? `${first}` : `${first}–${numbers[i]}`);
  }
  return parts.join(', ');
}

export interface ShardState {
  shard: number;
  /** The process that says that it has it; null for none. */
  worker: ClusterProcess | null;
  /** Whether anybody takes its calls: the broker's word, which counts. */
  served: boolean;
  calls: number;
  events: number;
}

/** Each shard with who serves it and what waits for it. */
export function shardStates(cluster: Cluster): ShardState[] {
  const alive = cluster.processes.filter((process) => !isSilent(process));
  return Array.from({ length: cluster.shards }, (_, shard) => {
    const own = cluster.queues.filter((queue) => queue.shard === shard);
    const calls = own.find((queue) => queue.kind === 'Calls');
    return {
      shard,
      worker: alive.find((process) => process.shards.includes(shard)) ?? null,
      served: (calls?.consumers ?? 0) > 0,
      calls: calls?.messages ?? 0,
      events: own.find((queue) => queue.kind === 'Events')?.messages ?? 0,
    };
  });
}

export interface Totals {
  ready: number;
  all: number;
}

/** Processes of a role that are ready, of those that are not silent. */
export function countRole(cluster: Cluster, role: string): Totals {
  const own = cluster.processes.filter((process) => !isSilent(process) && process.roles.split(/[,\s]+/).includes(role));
  return { ready: own.filter((process) => process.ready).length, all: own.length };
}

/** Versions that run now, the most frequent first: more than one means that an upgrade is under way, or was forgotten. */
export function versions(cluster: Cluster): string[] {
  const counts = new Map<string, number>();
  for (const process of cluster.processes) if (!isSilent(process)) counts.set(process.version, (counts.get(process.version) ?? 0) + 1);
  return [...counts.keys()].sort((a, b) => counts.get(b)! - counts.get(a)! || a.localeCompare(b));
}

export const waiting = (cluster: Cluster): number =>
  cluster.queues.filter((queue) => queue.kind !== 'DeadLetters').reduce((sum, queue) => sum + queue.messages, 0);

export const deadLetters = (cluster: Cluster): number =>
  cluster.queues.filter((queue) => queue.kind === 'DeadLetters').reduce((sum, queue) => sum + queue.messages, 0);
