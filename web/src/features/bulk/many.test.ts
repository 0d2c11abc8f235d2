import { describe, expect, it } from 'vitest';
import type { Connector, Station } from '@/api/types';
import { leastSeconds, manyWarning, standIn } from './many';

const connector = (connectorId: number, transactionId: number | null = null) =>
  ({ connectorId, status: 'Available', transactionId, idTag: 'X' }) as Connector;
const station = (id: string, connectors: Connector[], connected = true) =>
  ({ id, connected, connectors, openTransactions: connectors.filter((c) => c.transactionId !== null).length }) as Station;

const three = [
  station('A', [connector(0), connector(1, 7), connector(2)]),
  station('B', [connector(0), connector(1)], false),
  station('C', [connector(1, 9)]),
];

describe('many stations in one form', () => {
  it('have every connector that some of them have, and no transaction', () => {
    const one = standIn(three);
    expect(one.id).toBe('3 stations');
    expect(one.connectors.map((c) => [c.connectorId, c.status, c.transactionId])).toEqual([
      [1, '3 of 3', null],
      [2, '1 of 3', null],
    ]);
    expect(one.openTransactions).toBe(2);
  });

  it('are counted before anything is sent, with what runs there and who does not hear it', () => {
    expect(manyWarning('Reset', 'Reset', three)).toBe(
      '“Reset” goes to 3 stations. 2 transactions run there now. One is not connected and will not hear it.',
    );
    expect(manyWarning('RemoteStopTransaction', 'Stop', three.slice(0, 1))).toBe(
      '“Stop” goes to 1 station. 1 transaction that runs there now ends.',
    );
    expect(manyWarning('ClearCache', 'Clear cache', three.slice(1, 2))).toContain('One is not connected');
  });

  it('take as long as the rate says', () => {
    expect([leastSeconds(1, 5), leastSeconds(2_000, 5), leastSeconds(2_000, 50), leastSeconds(0, 1)]).toEqual([0, 400, 40, 0]);
  });
});
