import { describe, expect, it } from 'vitest';
import { fixed, inUnits, nothing, plural, quantity } from './units';

describe('quantities', () => {
  it.each([
    [0, 'W', '0 W'],
    [742.4, 'W', '742 W'],
    [999.6, 'W', '1.0 kW'],
    [7_360, 'W', '7.4 kW'],
    [43_120, 'W', '43.1 kW'],
    [249_700, 'W', '250 kW'],
    [999_600, 'W', '1.00 MW'],
    [12_482_000, 'W', '12.5 MW'],
    [-3_000, 'W', '−3.0 kW'],
    [5_280, 'Wh', '5.28 kWh'],
    [52_800, 'Wh', '52.8 kWh'],
    [1_400_000, 'Wh', '1.40 MWh'],
    [31.96, 'A', '32.0 A'],
    [-0.04, 'A', '0.0 A'],
    [1_250, 'A', '1,250 A'],
    [398.25, 'V', '398.3 V'],
    [79.6, 'Percent', '80 %'],
    [21.5, 'Celsius', '21.5 °C'],
    [49.987, 'Hz', '49.99 Hz'],
    [4.21, 'ms', '4.2 ms'],
    [120.4, 'ms', '120 ms'],
    [30_000, 'ms', '30.0 s'],
    [3, 'rpm', '3 rpm'],
    [512, 'B', '512 B'],
    [1_536, 'B', '1.5 kB'],
    [2_400_000, 'B/s', '2.40 MB/s'],
    [0, '/s', '0 /s'],
    [0.42, '/s', '0.4 /s'],
    [1_234.4, '/s', '1,234 /s'],
    [250_000, '/s', '250 k/s'],
  ])('%s %s reads %s', (value, unit, text) => {
    expect(inUnits(value, unit)).toBe(text.replace(' ', '\u00a0'));
  });

  it('shows a dash and no unit for what was never measured', () => {
    expect(quantity(null, 'W')).toEqual({ number: nothing, unit: '' });
    expect(quantity(undefined, 'A')).toEqual({ number: nothing, unit: '' });
    expect(quantity(Number.NaN, 'A')).toEqual({ number: nothing, unit: '' });
  });

  it('counts things', () => {
    expect([plural(1, 'session'), plural(0, 'session'), plural(1204, 'match', 'matches')]).toEqual([
      '1 session',
      '0 sessions',
      '1,204 matches',
    ]);
  });

  it('never shows a negative zero', () => {
    expect(fixed(-0.001, 2)).toBe('0.00');
    expect(fixed(-0.01, 2)).toBe('−0.01');
  });
});
