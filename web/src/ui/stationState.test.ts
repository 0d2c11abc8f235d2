import { describe, expect, it } from 'vitest';
import type { Connector, Station } from '@/api/types';
import { connectorLook, limitSources, stationCurrent, stationLimit, stationLook } from './stationState';

const connector = (connectorId: number, status: string, more: Partial<Connector> = {}) =>
  ({
    connectorId,
    status,
    errorCode: 'NoError',
    transactionId: null,
    currentA: null,
    limitA: null,
    limitSource: null,
    ...more,
  }) as Connector;

const station = (connectors: Connector[], more: Partial<Station> = {}) =>
  ({ id: 'A', connected: true, registration: 'Accepted', connectors, ...more }) as Station;

describe('the look of a station', () => {
  it.each([
    [[connector(1, 'Available'), connector(2, 'Charging')], {}, 'Charging'],
    [[connector(0, 'Faulted'), connector(1, 'Charging')], {}, 'Faulted'],
    [[connector(1, 'Available'), connector(2, 'SuspendedEV')], {}, 'Suspended by vehicle'],
    [[connector(1, 'Unavailable'), connector(2, 'Available')], {}, 'Available'],
    [[connector(0, 'Unavailable')], {}, 'Unavailable'],
    [[], {}, 'Connected'],
    [[connector(1, 'Charging')], { connected: false }, 'Offline'],
    [[connector(1, 'Available')], { registration: 'Pending' as const }, 'Pending'],
    [[connector(1, 'Available')], { registration: 'Blocked' as const }, 'Blocked'],
  ])('%# reads %s', (connectors, more, label) => {
    expect(stationLook(station(connectors, more)).label).toBe(label);
  });

  it('gives every status its own shape, and an unknown one its own name', () => {
    expect(connectorLook('Occupied')).toMatchObject({ label: 'Occupied', shape: 'question' });
    expect(connectorLook('Faulted').shape).not.toBe(connectorLook('Charging').shape);
  });
});

describe('sums over outlets', () => {
  it('adds currents and limits of the same outlets, those in use', () => {
    const s = station([
      connector(0, 'Available', { limitA: 5 }),
      connector(1, 'Charging', { currentA: 16, limitA: 32, limitSource: 'Current.Offered', transactionId: 1 }),
      connector(2, 'Charging', { currentA: 10, limitA: 20, limitSource: 'profile 7' }),
      connector(3, 'Available', { currentA: 0, limitA: 63 }),
    ]);
    expect([stationCurrent(s), stationLimit(s)]).toEqual([26, 52]);
    expect(limitSources(s)).toBe('Connector 1: 32 A from Current.Offered\nConnector 2: 20 A from profile 7\nConnector 3: 63 A');
  });

  it('takes all outlets when none is in use', () => {
    const s = station([connector(1, 'Available', { currentA: 0, limitA: 32 }), connector(2, 'Available', { limitA: 32 })]);
    expect([stationCurrent(s), stationLimit(s)]).toEqual([0, 64]);
  });

  it('knows no sum where a part is not known', () => {
    expect(stationCurrent(station([connector(1, 'Available')]))).toBeNull();
    expect(stationLimit(station([connector(1, 'Available', { limitA: 32 }), connector(2, 'Available')]))).toBeNull();
    expect(stationLimit(station([]))).toBeNull();
  });
});
