import { describe, expect, it } from 'vitest';
import { gist } from './gist';

const of = (action: string, request: unknown) => gist({ action, request: typeof request === 'string' ? request : JSON.stringify(request) });

describe('the gist of a message', () => {
  it('writes the frequent ones in their own words', () => {
    const sampledValue = [{ value: '31.9', measurand: 'Current.Import', phase: 'L1', unit: 'A' }, { value: '5' }];
    expect(of('MeterValues', { connectorId: 1, meterValue: [{ sampledValue: [] }, { sampledValue }] })).toBe(
      'connector 1 · Current.Import L1 31.9 A, Energy.Active.Import.Register 5',
    );
    expect(of('StatusNotification', { connectorId: 2, status: 'Faulted', errorCode: 'GroundFailure' })).toBe(
      'connector 2 · Faulted · GroundFailure',
    );
    expect(of('StatusNotification', { connectorId: 0, status: 'Available', errorCode: 'NoError' })).toBe('connector 0 · Available');
    expect(of('StartTransaction', { connectorId: 1, idTag: 'DEMO', meterStart: 0 })).toBe('connector 1 · tag DEMO · meter 0 Wh');
    expect(of('StopTransaction', { transactionId: 7, meterStop: 12 })).toBe('#7 · meter 12 Wh');
  });

  it('shows the fields of others, and what does not parse as it is', () => {
    expect(of('Reset', { type: 'Soft' })).toBe('type: Soft');
    expect(of('MeterValues', 'no json')).toBe('no json');
    expect(of('MeterValues', 'null')).toBe('null');
    expect(of('Heartbeat', {})).toBe('');
  });
});
