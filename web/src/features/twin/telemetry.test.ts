import { describe, expect, it } from 'vitest';
import { faultOfFile, oneBehindTheOther } from './telemetry';

describe('a file of telemetry', () => {
  it('needs its columns, in any order and case', () => {
    expect(faultOfFile('a.csv', 'VoltageV, timeS,currentA,note\n1,2,3,x')).toBeNull();
    expect(faultOfFile('a.csv', 'timeS,volts\r\n1,2')).toBe('a.csv begins without currentA, voltageV; its first line names the columns.');
    expect(faultOfFile('a.csv', '')).toContain('timeS, currentA, voltageV');
  });

  it('is not sent when it is too large', () => {
    expect(faultOfFile('a.csv', `timeS,currentA,voltageV\n${'1'.repeat(5_000_000)}`)).toContain('4.8 MB');
  });
});

describe('windows', () => {
  it('stand a minute apart, whatever lies between them', () =>
    expect(oneBehindTheOther([100, 110, 9000, 9010], [100, 9000])).toEqual([0, 10, 70, 80]));
  it('are kept as they are when no gap lies between them', () => expect(oneBehindTheOther([5, 15, 25], [5])).toEqual([0, 10, 20]));
});
