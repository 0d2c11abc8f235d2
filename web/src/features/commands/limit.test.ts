import { describe, expect, it } from 'vitest';
import { clearLimit, type Limit, limitProfile } from './limit';

const limit: Limit = { connectorId: 1, value: 16, unit: 'A', durationS: null, transactionId: null, stackLevel: 0 };
const now = Date.parse('2025-11-20T14:00:00.700Z');
const profile = (more: Partial<Limit>) => limitProfile({ ...limit, ...more }, now)['csChargingProfiles'];

describe('a limit as a profile', () => {
  it('holds for what charges on a connector until it is changed', () => {
    expect(limitProfile(limit, now)).toEqual({
      connectorId: 1,
      csChargingProfiles: {
        chargingProfileId: 9101,
        stackLevel: 0,
        chargingProfilePurpose: 'TxDefaultProfile',
        chargingProfileKind: 'Absolute',
        chargingSchedule: {
          startSchedule: '2025-11-20T14:00:00.000Z',
          chargingRateUnit: 'A',
          chargingSchedulePeriod: [{ startPeriod: 0, limit: 16 }],
        },
      },
    });
  });

  it('holds for one transaction, for the whole station, or for a while', () => {
    expect(profile({ transactionId: 7 })).toMatchObject({ chargingProfilePurpose: 'TxProfile', transactionId: 7, chargingProfileId: 9201 });
    expect(profile({ connectorId: 0, transactionId: 7 })).toMatchObject({
      chargingProfilePurpose: 'ChargePointMaxProfile',
      chargingProfileId: 9000,
    });
    expect(profile({ durationS: 3600, unit: 'W' })).toMatchObject({ chargingSchedule: { duration: 3600, chargingRateUnit: 'W' } });
  });

  it('is removed by the same id', () => {
    expect(clearLimit({ connectorId: 2, transactionId: null })).toEqual({ id: 9102 });
    expect(clearLimit({ connectorId: 0, transactionId: null })).toEqual({ id: 9000 });
  });
});
