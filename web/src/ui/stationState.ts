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
  if (station.registration === 'Pending') return { label: 'Pending', shape: 'question', tone: 'warn' };
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

/** The outlets that matter for sums: those in use, or all when none is. */
function inUse(station: Station): Connector[] {
  const all = outlets(station);
  const busy = all.filter((c) => c.transactionId !== null || (c.currentA ?? 0) > 0.5);
  return busy.length > 0 ? busy : all;
}

/** Sum of the currents of the outlets in use, in A; null when none was ever measured. */
export function stationCurrent(station: Station): number | null {
  const measured = inUse(station).filter((c) => c.currentA !== null);
  return measured.length === 0 ? null : measured.reduce((sum, c) => sum + c.currentA!, 0);
}

/** Sum of the limits of the same outlets, in A, so that it compares with the current; null when one is not known. */
export function stationLimit(station: Station): number | null {
  const used = inUse(station);
  if (used.length === 0 || used.some((c) => c.limitA === null)) return null;
  return used.reduce((sum, c) => sum + c.limitA!, 0);
}

/** Each known limit with its source, one to a line. */
export const limitSources = (station: Station): string =>
  outlets(station)
    .filter((c) => c.limitA !== null)
    .map((c) => `Connector ${c.connectorId}: ${c.limitA} A${c.limitSource ? ` from ${c.limitSource}` : ''}`)
    .join('\n');
