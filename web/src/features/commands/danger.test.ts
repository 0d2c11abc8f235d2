import { describe, expect, it } from 'vitest';
import type { Station } from '@/api/types';
import { danger } from './danger';

const idle = { id: 'A', openTransactions: 0, connectors: [{ connectorId: 1, transactionId: null }] } as Station;
const busy = { id: 'A', openTransactions: 2, connectors: [{ connectorId: 1, transactionId: 7 }] } as Station;

describe('what is asked twice', () => {
  it.each([
    ['Reset', { type: 'Hard' }, idle, /restarts at once/],
    ['Reset', { type: 'Hard' }, busy, /2 running transactions end/],
    ['Reset', { type: 'Soft' }, busy, /stops what is running/],
    ['UnlockConnector', { connectorId: 1 }, busy, /unlocking ends it/],
    ['UpdateFirmware', {}, idle, /may not come back/],
    ['ClearChargingProfile', {}, idle, /every limit/],
    ['SendLocalList', { updateType: 'Full', localAuthorizationList: [] }, idle, /emptied/],
    ['DeleteCertificate', {}, idle, /connect again/],
  ])('%s %o', (action, payload, station, text) => expect(danger(action, payload, station)).toMatch(text));

  it.each([
    ['Reset', { type: 'Soft' }],
    ['UnlockConnector', { connectorId: 1 }],
    ['ClearChargingProfile', { id: 1 }],
    ['SendLocalList', { updateType: 'Full', localAuthorizationList: [{}] }],
    ['RemoteStartTransaction', { idTag: 'DEMO' }],
  ])('not %s %o on an idle station', (action, payload) => expect(danger(action, payload, idle)).toBeNull());
});
