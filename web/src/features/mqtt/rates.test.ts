import { describe, expect, it } from 'vitest';
import type { MqttRates } from '@/api/types';
import { addRates } from './rates';

const rates = (s: number): MqttRates => ({
  at: new Date(s * 1000).toISOString(),
  messagesInPerS: s,
  messagesOutPerS: 0,
  bytesInPerS: 0,
  bytesOutPerS: 0,
  droppedPerS: 0,
});

describe('the last minutes of the broker', () => {
  it('takes what is newer, once', () => {
    const known = [rates(0), rates(2)];
    expect(addRates(known, rates(2))).toBe(known);
    expect(addRates(known, rates(1))).toBe(known);
    expect(addRates(known, rates(4))).toEqual([rates(0), rates(2), rates(4)]);
    expect(addRates([], rates(4))).toEqual([rates(4)]);
  });

  it('drops what is older than five minutes', () => {
    expect(addRates([rates(0), rates(2)], rates(302))).toEqual([rates(2), rates(302)]);
    expect(addRates([rates(0)], rates(900))).toEqual([rates(900)]);
  });
});
