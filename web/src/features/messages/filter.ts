import { flag, oneOf, text } from '@/app/filters';
import type { Filters } from '@/app/filters';
import type { Message } from '@/api/types';

export const messageSpec = { direction: oneOf('in', 'out'), action: text, text, failed: flag };

export type MessageFilter = Filters<typeof messageSpec>;

/** The filter as the hub applies it, for messages that arrive over the live view. */
export function messageFits(message: Message, filter: MessageFilter): boolean {
  const wanted = filter.text?.toLowerCase();
  return (
    (filter.direction === undefined || message.fromStation === (filter.direction === 'in')) &&
    (!filter.action || message.action === filter.action) &&
    (filter.failed === undefined || (message.errorCode !== null) === filter.failed) &&
    (!wanted || [message.request, message.response, message.errorText].some((part) => part?.toLowerCase().includes(wanted)))
  );
}
