import { describe, expect, it } from 'vitest';
import { evidenceRows } from './evidence';
import { alarmName } from './words';

const read = (evidence: Record<string, unknown>) =>
  Object.fromEntries(evidenceRows(evidence, 'utc').map((row) => [row.name, row.value.replaceAll('\u00a0', ' ')]));

describe('evidence for people', () => {
  it('takes units from names', () => {
    expect(
      read({
        windowS: 20,
        minAmplitudeA: 20.04,
        varianceA2: 612.345,
        powerW: 43_120,
        deltaMs: 12.5,
        energyWh: 500,
        sharePct: 1,
        stepS: 0.5,
      }),
    ).toEqual({
      Window: '20 s',
      'Min amplitude': '20.0 A',
      Variance: '612.3 A²',
      Power: '43.1 kW',
      Delta: '13 ms',
      Energy: '500 Wh',
      Share: '1 %',
      Step: '0.5 s',
    });
  });

  it('reads times, truths, lists and parts, and leaves out what is not there', () => {
    expect(
      read({
        from: '2025-11-20T14:00:00Z',
        commanded: false,
        values: [1, 2.5],
        statistic: { name: 'rms', valueA: 3 },
        note: null,
        detector: 'cusum',
      }),
    ).toEqual({
      From: '2025-11-20 14:00:00 UTC',
      Commanded: 'no',
      Values: '1, 2.500',
      'Statistic: name': 'rms',
      'Statistic: value': '3.0 A',
      Detector: 'cusum',
    });
  });

  it('keeps tiny and huge numbers readable', () => {
    expect(read({ statistic: 0.000123, threshold: 123456.7 })).toEqual({ Statistic: '0.000123', Threshold: '123,457' });
  });
});

describe('names of alarms', () => {
  it.each([
    ['anomaly.oscillation', 'Anomaly: oscillation'],
    ['link.flood', 'Link: flood'],
    ['anomaly.limit-violation', 'Anomaly: limit violation'],
    ['anomaly.frozenValue', 'Anomaly: frozen value'],
    ['other', 'Other'],
  ])('%s reads %s', (kind, name) => expect(alarmName(kind)).toBe(name));
});
