import { describe, expect, it } from 'vitest';
import type { Station } from '@/api/types';
import { countStatuses, orderStations } from './order';

const station = (id: string, more: Partial<Station> = {}, status = 'Available'): Station =>
  ({
    id,
    connected: true,
    registration: 'Accepted',
    displayName: null,
    location: null,
    vendor: null,
    model: null,
    serialNumber: null,
    lastSeenAt: null,
    powerW: null,
    openAlarms: 0,
    worstAlarm: null,
    connectors: [{ connectorId: 1, status, idTag: null, currentA: null }],
    ...more,
  }) as Station;

const fleet = [
  station('CP10', { powerW: 50, vendor: 'Zeta' }, 'Charging'),
  station('CP2', { powerW: 50, displayName: 'North gate', location: 'Harbour' }, 'Charging'),
  station('CP1', { connected: false, openAlarms: 1, worstAlarm: 'Warning' }),
  station('CP3', { powerW: 7, vendor: 'alfa', openAlarms: 1, worstAlarm: 'Critical' }, 'Faulted'),
];

describe('the order of stations', () => {
  it('counts numbers in ids as numbers, both ways', () => {
    expect(orderStations(fleet, { sort: 'id', order: 'asc' })).toEqual(['CP1', 'CP2', 'CP3', 'CP10']);
    expect(orderStations(fleet, { sort: 'id', order: 'desc' })).toEqual(['CP10', 'CP3', 'CP2', 'CP1']);
  });

  it('keeps equals in the order of their ids, whichever way the key goes', () => {
    expect(orderStations(fleet, { sort: 'power', order: 'desc' })).toEqual(['CP2', 'CP10', 'CP3', 'CP1']);
    expect(orderStations(fleet, { sort: 'power', order: 'asc' })).toEqual(['CP1', 'CP3', 'CP2', 'CP10']);
  });

  it('puts what must be acted on first by state, and the worst alarms last when ascending', () => {
    expect(orderStations(fleet, { sort: 'status', order: 'asc' })).toEqual(['CP3', 'CP2', 'CP10', 'CP1']);
    expect(orderStations(fleet, { sort: 'alarms', order: 'desc' })).toEqual(['CP3', 'CP1', 'CP2', 'CP10']);
  });

  it('puts unknown vendors last', () => {
    expect(orderStations(fleet, { sort: 'vendor', order: 'asc' })).toEqual(['CP3', 'CP10', 'CP1', 'CP2']);
  });

  it('finds every word anywhere, without case', () => {
    expect(orderStations(fleet, { search: 'harbour NORTH', sort: 'id', order: 'asc' })).toEqual(['CP2']);
    expect(orderStations(fleet, { search: 'cp1', sort: 'id', order: 'asc' })).toEqual(['CP1', 'CP10']);
    expect(orderStations(fleet, { search: 'south', sort: 'id', order: 'asc' })).toEqual([]);
  });

  it('filters and counts by status', () => {
    expect(orderStations(fleet, { status: 'charging', sort: 'id', order: 'asc' })).toEqual(['CP2', 'CP10']);
    expect(countStatuses(fleet)).toEqual({ all: 4, connected: 3, charging: 2, faulted: 1, alarm: 2, disconnected: 1 });
  });
});
