import type { Connector, Station } from '@/api/types';

/** How a station or connector looks at a glance: a word, a shape and a tone, never colour alone. */
export type Shape = 'bolt' | 'ring' | 'plug' | 'pause' | 'check' | 'clock' | 'bar' | 'alert' | 'cross' | 'question';
export type Tone = 'flow' | 'calm' | 'busy' | 'bad' | 'warn' | 'off';

export interface Look {
  label: string;
  shape: Shape;
  tone: Tone;
}

const connectorLooks: Record<string, Look> = {
  Available: { label: 'Available', shape: 'ring', tone: 'calm' },
  Preparing: { label: 'Preparing', shape: 'plug', tone: 'busy' },
  Charging: { label: 'Charging', shape: 'bolt', tone: 'flow' },
  SuspendedEV: { label: 'Suspended by vehicle', shape: 'pause', tone: 'busy' },
  SuspendedEVSE: { label: 'Suspended by station', shape: 'pause', tone: 'busy' },
  Finishing: { label: 'Finishing', shape: 'check', tone: 'busy' },
  Reserved: { label: 'Reserved', shape: 'clock', tone: 'busy' },
  Unavailable: { label: 'Unavailable', shape: 'bar', tone: 'off' },
  Faulted: { label: 'Faulted', shape: 'alert', tone: 'bad' },
};

const unknown: Look = { label: 'Unknown', shape: 'question', tone: 'off' };

export const connectorLook = (status: string): Look => connectorLooks[status] ?? (status ? { ...unknown, label: status } : unknown);

export const isFaulted = (connector: Connector): boolean => connector.status === 'Faulted';

/** Connectors that a vehicle can use; 0 stands for the station itself. */
export const outlets = (station: Station): Connector[] => station.connectors.filter((c) => c.connectorId > 0);

/** The one word for a whole station. What an operator must act on comes first. */
export function stationLook(station: Station): Look {
  if (station.registration === 'Pending') return { label: 'Waiting for approval', shape: 'question', tone: 'warn' };
  if (station.registration !== 'Accepted') return { label: station.registration, shape: 'cross', tone: 'off' };
  if (!station.connected) return { label: 'Offline', shape: 'cross', tone: 'off' };
  if (station.connectors.some(isFaulted)) return connectorLooks['Faulted']!;
  const statuses = outlets(station).map((c) => c.status);
  for (const status of ['Charging', 'SuspendedEVSE', 'SuspendedEV', 'Preparing', 'Finishing', 'Reserved']) {
    if (statuses.includes(status)) return connectorLook(status);
  }
  if (statuses.includes('Available')) return connectorLooks['Available']!;
  const own = station.connectors.find((c) => c.connectorId === 0)?.status;
  if (statuses.includes('Unavailable') || own === 'Unavailable') return connectorLooks['Unavailable']!;
  return own ? connectorLook(own) : { ...unknown, label: 'Connected' };
}

/** Sum of the currents of its outlets in A; null when none was ever measured. */
export function stationCurrent(station: Station): number | null {
  const measured = outlets(station).filter((c) => c.currentA !== null);
  return measured.length === 0 ? null : measured.reduce((sum, c) => sum + c.currentA!, 0);
}

/** The tightest limit in A among its outlets, with its source; null when none is known. */
export function stationLimit(station: Station): { limitA: number; source: string | null } | null {
  let least: { limitA: number; source: string | null } | null = null;
  for (const c of outlets(station)) {
    if (c.limitA !== null && (least === null || c.limitA < least.limitA)) least = { limitA: c.limitA, source: c.limitSource };
  }
  return least;
}
