import type { Connector, Station } from '@/api/types';
import { plural } from '@/format/units';
import { outlets } from '@/ui/stationState';

/** Stops whatever runs, at each station its own; needs no transaction from the operator. */
export const stopAction = 'RemoteStopTransaction';

/** One station that stands for many in a command's form: every connector that some of them have, and no transaction of its own. */
export function standIn(stations: readonly Station[]): Station {
  const owners = new Map<number, { connector: Connector; count: number }>();
  for (const connector of stations.flatMap(outlets)) {
    const known = owners.get(connector.connectorId);
    if (known) known.count++;
    else owners.set(connector.connectorId, { connector, count: 1 });
  }
  return {
    ...stations[0]!,
    id: plural(stations.length, 'station'),
    connected: true,
    openTransactions: running(stations),
    connectors: [...owners.values()]
      .sort((a, b) => a.connector.connectorId - b.connector.connectorId)
      .map(({ connector, count }) => ({ ...connector, status: `${count} of ${stations.length}`, transactionId: null, idTag: null })),
  };
}

/** Transactions that run at them now. */
export const running = (stations: readonly Station[]): number => stations.reduce((sum, station) => sum + station.openTransactions, 0);

/** What is said before a command goes to many: how many, what runs there, who will not hear it. */
export function manyWarning(action: string, label: string, stations: readonly Station[]): string {
  const sessions = running(stations);
  const deaf = stations.filter((station) => !station.connected).length;
  const parts = [`“${label}” goes to ${plural(stations.length, 'station')}.`];
  if (action === stopAction)
    parts.push(`${plural(sessions, 'transaction')} that ${sessions === 1 ? 'runs' : 'run'} there now ${sessions === 1 ? 'ends' : 'end'}.`);
  else if (sessions > 0) parts.push(`${plural(sessions, 'transaction')} ${sessions === 1 ? 'runs' : 'run'} there now.`);
  if (deaf > 0) parts.push(`${deaf === 1 ? 'One is' : `${deaf} are`} not connected and will not hear it.`);
  return parts.join(' ');
}

export const rates = [1, 2, 5, 10, 20, 50] as const;
export const ordinaryRate = 5;

/** How long it takes at least, in seconds. */
export const leastSeconds = (stations: number, perSecond: number): number => Math.ceil(Math.max(0, stations - 1) / perSecond);
