import { type Filters, flag, moment, oneOf, text } from '@/app/filters';

export const messageSpec = { direction: oneOf('in', 'out'), action: text, text, failed: flag, to: moment };

export type MessageFilter = Filters<typeof messageSpec>;
