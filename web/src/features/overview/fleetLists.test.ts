import { describe, expect, it } from 'vitest';
import type { Connector, Station } from '@/api/types';
import { needingAttention, runningSessions, words } from './fleetLists';

const station = (id: string, more: Partial<Station> = {}, connectors: Partial<Connector>[] = []): Station =>
  ({
    id,
    connected: true,
    registration: 'Accepted',
    worstAlarm: null,
    openTransactions: 0,
    bootedAt: '2025-11-20T00:00:00Z',
    disconnectedAt: null,
    ...more,
    connectors: connectors.map((c, i) => ({ connectorId: i + 1, status: 'Available', errorCode: 'NoError', transactionId: null, ...c })),
  }) as Station;

describe('stations needing attention', () => {
  it('names the gravest reason and orders by gravity, then id', () => {
    const list = needingAttention([
      station('A10', { connected: false }),
      station('A2', { connected: false }),
      station('B', {}, [{ status: 'Faulted', errorCode: 'GroundFailure' }]),
      station('C', { worstAlarm: 'Critical' }, [{ status: 'Faulted' }]),
      station('C2', { worstAlarm: 'Critical' }),
      station('D', { connected: false, openTransactions: 1 }),
      station('E', { registration: 'Pending' }),
      station('F', { registration: 'Blocked', connected: false }),
      station('G'),
    ]);
    expect(list.map((a) => [a.station.id, a.reason])).toEqual([
      ['C', 'Connector 1 faulted'],
      ['C2', 'Critical alarm'],
      ['B', 'Connector 1 faulted: ground failure'],
      ['D', 'Offline with a running transaction'],
      ['E', 'Waits for approval'],
      ['A2', 'Offline'],
      ['A10', 'Offline'],
    ]);
  });

  it('leaves out a station that never came', () => {
    expect(needingAttention([station('A', { connected: false, bootedAt: null })])).toEqual([]);
  });
});

describe('running sessions', () => {
  it('lists the latest start first', () => {
    const rows = runningSessions([
      station('A', { openTransactions: 1 }, [{ transactionId: 5, transactionStartedAt: '2025-11-20T10:00:00Z' }, {}]),
      station('B', { openTransactions: 1 }, [{ transactionId: 7, transactionStartedAt: '2025-11-20T11:00:00Z' }]),
      station('C'),
    ]);
    expect(rows.map((r) => [r.station.id, r.connector.connectorId])).toEqual([
      ['B', 1],
      ['A', 1],
    ]);
  });
});

describe('error codes in words', () => {
  it.each([
    ['GroundFailure', 'ground failure'],
    ['EVCommunicationError', 'EV communication error'],
    ['OverCurrentFailure', 'over current failure'],
  ])('%s reads "%s"', (code, text) => expect(words(code)).toBe(text));
});
