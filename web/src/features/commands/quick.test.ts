import { describe, expect, it } from 'vitest';
import type { Connector, Station } from '@/api/types';
import { presetOf } from './quick';

const c = (connectorId: number, transactionId: number | null, status = 'Available') =>
  ({ connectorId, transactionId, status }) as Connector;
const station = (...connectors: Connector[]) => ({ connectors: [c(0, null), ...connectors] }) as Station;

describe('what a quick action begins with', () => {
  const busy = station(c(1, 7, 'Charging'), c(2, null));

  it('starts on a free connector, with the last tag', () => {
    expect(presetOf('RemoteStartTransaction', busy, busy.connectors[1], 'DEMO')).toEqual({ connectorId: 2, idTag: 'DEMO' });
    expect(presetOf('RemoteStartTransaction', station(c(1, 7)), undefined, null)).toEqual({ connectorId: 1 });
  });

  it('stops the transaction that is shown, else the first that runs', () => {
    expect(presetOf('RemoteStopTransaction', busy, busy.connectors[2], null)).toEqual({ transactionId: 7 });
    expect(presetOf('RemoteStopTransaction', station(c(1, null)), undefined, null)).toEqual({});
  });

  it('puts a connector out of service, or back into it', () => {
    expect(presetOf('ChangeAvailability', busy, busy.connectors[2], null)).toEqual({ connectorId: 2, type: 'Inoperative' });
    expect(presetOf('ChangeAvailability', busy, c(2, null, 'Unavailable'), null)).toEqual({ connectorId: 2, type: 'Operative' });
  });

  it('never begins with a hard reset', () => {
    expect(presetOf('Reset', busy, undefined, null)).toEqual({ type: 'Soft' });
  });
});
