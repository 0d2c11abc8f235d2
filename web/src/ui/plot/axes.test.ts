import { expect, it } from 'vitest';
import { elapsed } from '@/format/time';
import { decimalsOf } from './axes';

it.each([
  [10, 0],
  [1, 0],
  [0.5, 1],
  [0.25, 2],
  [0.1, 1],
  [0.001, 3],
])('steps of %d need %d decimals', (step, decimals) => expect(decimalsOf(step)).toBe(decimals));

it.each([
  [0, '0:00'],
  [45, '0:45'],
  [3_600, '1:00:00'],
  [4_805, '1:20:05'],
  [266_400, '3\u00a0d 02:00'],
])('%d s is %s', (seconds, text) => expect(elapsed(seconds)).toBe(text));
