import { describe, expect, it } from 'vitest';
import type { Message } from '@/api/types';
import { messageFits } from './filter';

const message = {
  fromStation: true,
  action: 'Heartbeat',
  request: '{}',
  response: '{"currentTime":"2025"}',
  errorCode: null,
  errorText: null,
} as Message;
const refused = { ...message, errorCode: 'NotSupported', errorText: 'No such thing', response: null };

describe('which live messages belong in the log', () => {
  it.each([
    [message, {}, true],
    [message, { direction: 'in' as const }, true],
    [message, { direction: 'out' as const }, false],
    [message, { action: 'Heartbeat' }, true],
    [message, { action: 'Heart' }, false],
    [message, { text: 'CURRENTtime' }, true],
    [message, { failed: true }, false],
    [refused, { failed: true, text: 'no such' }, true],
    [refused, { failed: false }, false],
  ])('%#', (row, filter, fits) => expect(messageFits(row, filter)).toBe(fits));
});
