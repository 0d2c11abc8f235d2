/** A limit as an operator thinks of it, and the OCPP profile that sets it. */
export interface Limit {
  connectorId: number;
  value: number;
  unit: 'A' | 'W';
  /** In seconds; null until it is changed or removed. */
  durationS: number | null;
  /** Only this transaction; null for whatever charges there. */
  transactionId: number | null;
  stackLevel: number;
}

const purposeOf = (limit: Pick<Limit, 'connectorId' | 'transactionId'>) =>
  limit.connectorId === 0 ? 'ChargePointMaxProfile' : limit.transactionId !== null ? 'TxProfile' : 'TxDefaultProfile';

/** Ids of our own, one per purpose and connector, so that the next limit replaces this one. */
const ids = { ChargePointMaxProfile: 9000, TxDefaultProfile: 9100, TxProfile: 9200 };

export function limitProfile(limit: Limit, nowMs: number): Record<string, unknown> {
  const purpose = purposeOf(limit);
  return {
    connectorId: limit.connectorId,
    csChargingProfiles: {
      chargingProfileId: ids[purpose] + limit.connectorId,
      ...(purpose === 'TxProfile' ? { transactionId: limit.transactionId } : {}),
      stackLevel: limit.stackLevel,
      chargingProfilePurpose: purpose,
      chargingProfileKind: 'Absolute',
      chargingSchedule: {
        ...(limit.durationS === null ? {} : { duration: limit.durationS }),
        startSchedule: new Date(Math.floor(nowMs / 1000) * 1000).toISOString(),
        chargingRateUnit: limit.unit,
        chargingSchedulePeriod: [{ startPeriod: 0, limit: limit.value }],
      },
    },
  };
}

/** Removes what `limitProfile` set for this purpose and connector. */
export const clearLimit = (limit: Pick<Limit, 'connectorId' | 'transactionId'>): Record<string, unknown> => ({
  id: ids[purposeOf(limit)] + limit.connectorId,
});
