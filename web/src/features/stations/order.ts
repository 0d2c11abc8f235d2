import type { Station } from '@/api/types';
import type { Direction } from '@/ui/SortButton';
import { isFaulted, outlets, stationCurrent, stationLook } from '@/ui/stationState';

export const statuses = ['connected', 'charging', 'faulted', 'alarm', 'disconnected'] as const;
export type Status = (typeof statuses)[number];

export const sorts = ['status', 'id', 'vendor', 'power', 'current', 'lastSeen', 'alarms'] as const;
export type Sort = (typeof sorts)[number];

/** Keys whose values run: an order by them is refreshed seldom, or rows would dance. */
export const runningSorts: readonly Sort[] = ['power', 'current', 'lastSeen', 'status', 'alarms'];

export const isStatus: Record<Status, (s: Station) => boolean> = {
  connected: (s) => s.connected,
  charging: (s) => s.connected && outlets(s).some((c) => c.status === 'Charging'),
  faulted: (s) => s.connected && s.connectors.some(isFaulted),
  alarm: (s) => s.openAlarms > 0,
  disconnected: (s) => !s.connected,
};

export function countStatuses(stations: Iterable<Station>): Record<Status | 'all', number> {
  const counts = { all: 0, connected: 0, charging: 0, faulted: 0, alarm: 0, disconnected: 0 };
  for (const station of stations) {
    counts.all++;
    for (const status of statuses) if (isStatus[status](station)) counts[status]++;
  }
  return counts;
}

export interface Wanted {
  search?: string | undefined;
  status?: Status | undefined;
  sort: Sort;
  order: Direction;
}

/** Ids of the stations that fit, in order; equals are ordered by id, so that they never change places. */
export function orderStations(stations: Iterable<Station>, { search, status, sort, order }: Wanted): string[] {
  const words = (search ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (s: Station) => (!status || isStatus[status](s)) && (words.length === 0 || hasWords(s, words));
  const rows = [...stations].filter(fits).map((s) => ({ id: s.id, key: sortKey(s, sort) }));
  const sign = order === 'asc' ? 1 : -1;
  rows.sort((a, b) => sign * compare(a.key, b.key) || ids.compare(a.id, b.id) * (sort === 'id' ? sign : 1));
  return rows.map((row) => row.id);
}

const ids = new Intl.Collator('en', { numeric: true });

function hasWords(s: Station, words: string[]): boolean {
  const tags = s.connectors.map((c) => c.idTag ?? '').join(' ');
  const text =
    `${s.id} ${s.displayName ?? ''} ${s.location ?? ''} ${s.vendor ?? ''} ${s.model ?? ''} ${s.serialNumber ?? ''} ${tags}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

const stateOrder = ['bad', 'warn', 'flow', 'busy', 'calm', 'off'];
const worstOrder = { Critical: 3, Warning: 2, Info: 1 };

function sortKey(s: Station, sort: Sort): number | string {
  switch (sort) {
    case 'id':
      return 0;
    case 'vendor':
      return `${s.vendor ?? '\uffff'} ${s.model ?? ''}`.toLowerCase();
    case 'power':
      return s.powerW ?? -1;
    case 'current':
      return stationCurrent(s) ?? -1;
    case 'lastSeen':
      return s.lastSeenAt ? Date.parse(s.lastSeenAt) : 0;
    case 'status':
      return stateOrder.indexOf(stationLook(s).tone);
    case 'alarms':
      return (s.worstAlarm ? worstOrder[s.worstAlarm] * 1e6 : 0) + s.openAlarms;
  }
}

function compare(a: number | string, b: number | string): number {
  if (typeof a === 'string' || typeof b === 'string') return ids.compare(String(a), String(b));
  return a - b;
}
