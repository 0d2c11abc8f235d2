import type { Connector, Station } from '@/api/types';
import { isFaulted, outlets } from '@/ui/stationState';

export interface RunningSession {
  station: Station;
  connector: Connector;
}

/** Connectors with an open transaction, latest start first: an order that running values do not change. */
export function runningSessions(stations: Iterable<Station>): RunningSession[] {
  const found: RunningSession[] = [];
  for (const station of stations) {
    if (station.openTransactions === 0) continue;
    for (const connector of outlets(station)) if (connector.transactionId !== null) found.push({ station, connector });
  }
  const start = (s: RunningSession) => s.connector.transactionStartedAt ?? '';
  return found.sort((a, b) =>
    start(a) < start(b) ? 1 : start(a) > start(b) ? -1 : b.connector.transactionId! - a.connector.transactionId!,
  );
}

export interface Attention {
  station: Station;
  reason: string;
  /** Since when, if known. */
  since: string | null;
  rank: number;
}

/** Stations that someone should look at, the gravest reason of each, gravest first and then by id. */
export function needingAttention(stations: Iterable<Station>): Attention[] {
  const found: Attention[] = [];
  for (const station of stations) {
    const attention = reasonOf(station);
    if (attention) found.push(attention);
  }
  return found.sort((a, b) => a.rank - b.rank || a.station.id.localeCompare(b.station.id, 'en', { numeric: true }));
}

function reasonOf(station: Station): Attention | null {
  if (station.registration === 'Rejected' || station.registration === 'Blocked') return null;
  if (station.registration === 'Pending') return { station, reason: 'Waits for approval', since: station.bootedAt, rank: 3 };
  const critical = station.worstAlarm === 'Critical';
  const faulted = station.connectors.find(isFaulted);
  if (station.connected && faulted) {
    const where = faulted.connectorId === 0 ? 'Station' : `Connector ${faulted.connectorId}`;
    const code = faulted.errorCode === 'NoError' ? '' : `: ${words(faulted.errorCode)}`;
    return { station, reason: `${where} faulted${code}`, since: faulted.statusAt, rank: critical ? 0 : 1 };
  }
  if (station.connected && critical) return { station, reason: 'Critical alarm', since: null, rank: 0 };
  if (!station.connected && station.openTransactions > 0)
    return { station, reason: 'Offline with a running transaction', since: station.disconnectedAt, rank: 2 };
  if (!station.connected && station.bootedAt !== null) return { station, reason: 'Offline', since: station.disconnectedAt, rank: 4 };
  return null;
}

/** "GroundFailure" reads "ground failure", "EVCommunicationError" "EV communication error". */
export const words = (code: string): string =>
  code
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(' ')
    .map((word) => (/^[A-Z]{2,}$/.test(word) ? word : word.toLowerCase()))
    .join(' ');
