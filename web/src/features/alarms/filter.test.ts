import { describe, expect, it } from 'vitest';
import type { Alarm, Transaction } from '@/api/types';
import { transactionFits } from '../transactions/filter';
import { alarmFits } from './filter';

const alarm = (more: Partial<Alarm>) =>
  ({
    chargerId: 'A',
    kind: 'link.flood',
    text: 'Too much',
    note: null,
    severity: 'Warning',
    raisedAt: '2025-11-20T12:00:00Z',
    clearedAt: null,
    acknowledgedAt: null,
    ...more,
  }) as Alarm;
const session = (more: Partial<Transaction>) =>
  ({ chargerId: 'A', idTag: 'DEMO', startedAt: '2025-11-20T12:00:00Z', stoppedAt: null, ...more }) as Transaction;

describe('what belongs in a filtered list', () => {
  it('judges alarms by station, state and least severity', () => {
    expect(alarmFits(alarm({}), {})).toBe(true);
    expect(alarmFits(alarm({}), { chargerId: 'B' })).toBe(false);
    expect(alarmFits(alarm({ clearedAt: '2025-11-20T12:00:00Z' }), { open: true })).toBe(false);
    expect(alarmFits(alarm({}), { acknowledged: true })).toBe(false);
    expect(alarmFits(alarm({}), { severity: 'Warning' })).toBe(true);
    expect(alarmFits(alarm({}), { severity: 'Critical' })).toBe(false);
    expect(alarmFits(alarm({}), { text: 'FLOOD' })).toBe(true);
    expect(alarmFits(alarm({}), { text: 'too much a' })).toBe(false);
    expect(alarmFits(alarm({}), { from: '2025-11-20T12:00:00Z', to: '2025-11-20T12:00:01Z' })).toBe(true);
    expect(alarmFits(alarm({}), { to: '2025-11-20T12:00:00Z' })).toBe(false);
  });

  it('judges transactions by station, tag, state and start', () => {
    expect(transactionFits(session({}), { chargerId: 'A', idTag: 'demo', open: true, from: '2025-11-20T12:00:00Z' })).toBe(true);
    expect(transactionFits(session({}), { to: '2025-11-20T12:00:00Z' })).toBe(false);
    expect(transactionFits(session({}), { open: false })).toBe(false);
    expect(transactionFits(session({}), { idTag: 'DEM' })).toBe(false);
  });
});
