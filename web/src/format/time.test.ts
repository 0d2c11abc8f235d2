import { describe, expect, it } from 'vitest';
import { ago, clock, fromInput, full, parseTime, span, stamp, toInput } from './time';

const at = Date.parse('2025-11-20T14:02:11.250Z');

describe('times', () => {
  it('reads a clock to the minute, second and millisecond', () => {
    expect(clock(at, 'utc', 'min')).toBe('14:02');
    expect(clock(at, 'utc')).toBe('14:02:11');
    expect(clock(at, 'utc', 'ms')).toBe('14:02:11.250');
  });

  it('adds the date only on another day', () => {
    expect(stamp(at, 'utc', at + 3_600_000)).toBe('14:02:11');
    expect(stamp(at, 'utc', at + 86_400_000)).toBe('2025-11-20 14:02');
  });

  it('names the zone in full', () => {
    expect(full(at, 'utc')).toBe('2025-11-20 14:02:11 UTC');
    expect(full(at, 'local')).toMatch(/^2025-11-2\d \d\d:02:11 [+−]\d\d:\d\d$/);
  });

  it.each([
    [0, 'now'],
    [4_999, 'now'],
    [12_000, '12 s ago'],
    [59_999, '59 s ago'],
    [61_000, '1 min ago'],
    [7_200_000, '2 h ago'],
    [40 * 3_600_000, '40 h ago'],
    [5 * 86_400_000, '5 d ago'],
    [-180_000, 'in 3 min'],
  ])('%s ms back is "%s"', (gap, text) => {
    expect(ago(at, at + gap).replaceAll('\u00a0', ' ')).toBe(text);
  });

  it.each([
    [-5, '0 s'],
    [45_900, '45 s'],
    [200_000, '3 min 20 s'],
    [180_000, '3 min'],
    [5_040_000, '1 h 24 min'],
    [2 * 86_400_000 + 3 * 3_600_000, '2 d 3 h'],
  ])('%s ms last %s', (ms, text) => {
    expect(span(ms)).toBe(text);
  });

  it('goes into a datetime input and back, in both zones', () => {
    const second = Math.floor(at / 1000) * 1000;
    for (const zone of ['utc', 'local'] as const) expect(Date.parse(fromInput(toInput(second, zone), zone)!)).toBe(second);
    expect(toInput(second, 'utc')).toBe('2025-11-20T14:02:11');
  });

  it('takes no text and nonsense for no time', () => {
    expect(parseTime(null)).toBeNull();
    expect(parseTime('soon')).toBeNull();
    expect(fromInput('', 'utc')).toBeNull();
    expect(fromInput('soon', 'utc')).toBeNull();
  });
});
