import type { MqttClient, MqttRetained, MqttSubscription } from '@/api/types';
import { nothing } from '@/format/units';
import type { Look } from '@/ui/stationState';

export const clientLook = (client: MqttClient): Look =>
  client.connected
    ? client.dropped > 0
      ? { label: 'Connected, loses messages', shape: 'alert', tone: 'warn' }
      : { label: 'Connected', shape: 'check', tone: 'flow' }
    : { label: 'Away, session kept', shape: 'clock', tone: 'off' };

/** "60 s", or what stands for none. */
export const keepAlive = (seconds: number | null): string => (seconds === null ? nothing : seconds === 0 ? 'none' : `${seconds}\u00a0s`);

/** "QoS 1, not its own, id 7". */
export const subscriptionWords = (s: MqttSubscription): string =>
  [
    `QoS ${s.qos}`,
    s.noLocal && 'not its own',
    s.retainAsPublished && 'retain as published',
    s.subscriptionId !== null && `id ${s.subscriptionId}`,
  ]
    .filter(Boolean)
    .join(', ');

/** The beginning of a payload on one line: text as it is, bytes in pairs of digits. */
export function preview({ text, hex, cut }: Pick<MqttRetained, 'text' | 'hex' | 'cut'>): string {
  const shown = text !== null ? text.replace(/\s+/g, ' ') : (hex ?? '').replace(/(..)(?=.)/g, '$1 ');
  return cut ? `${shown}…` : shown;
}

/** A client's address in the API. Its id may hold slashes, which stay, and anything else. */
export const clientPath = (id: string): string => `/mqtt/clients/${id.split('/').map(encodeURIComponent).join('/')}`;
