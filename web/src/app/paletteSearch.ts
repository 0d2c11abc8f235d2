import type { Station } from '@/api/types';

/** The stations that best fit what was typed (in lower case): an id's beginning first, then anywhere in id, name or place. */
export function bestStations(stations: Iterable<Station>, wanted: string, most: number): Station[] {
  const exact: Station[] = [];
  const begins: Station[] = [];
  const holds: Station[] = [];
  for (const station of stations) {
    const id = station.id.toLowerCase();
    if (id === wanted) exact.push(station);
    else if (id.startsWith(wanted)) begins.push(station);
    else if (`${id}\n${station.displayName ?? ''}\n${station.location ?? ''}`.toLowerCase().includes(wanted)) holds.push(station);
  }
  const byId = (a: Station, b: Station) => a.id.localeCompare(b.id, 'en', { numeric: true });
  return [...exact, ...begins.sort(byId), ...holds.sort(byId)].slice(0, most);
}
