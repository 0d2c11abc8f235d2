import { describe, expect, it } from 'vitest';
import type { MqttClient, MqttSubscription } from '@/api/types';
import { clientLook, clientPath, keepAlive, preview, subscriptionWords } from './words';

const client = (more: Partial<MqttClient>) => ({ connected: true, dropped: 0, ...more }) as MqttClient;
const subscription = (more: Partial<MqttSubscription>): MqttSubscription => ({
  filter: 'a/#',
  qos: 0,
  noLocal: false,
  retainAsPublished: false,
  subscriptionId: null,
  ...more,
});

describe('words about MQTT', () => {
  it('says how a client fares', () => {
    expect(clientLook(client({})).label).toBe('Connected');
    expect(clientLook(client({ dropped: 3 })).tone).toBe('warn');
    expect(clientLook(client({ connected: false, dropped: 3 })).label).toBe('Away, session kept');
  });

  it('tells no keep-alive from an unknown one', () => {
    expect([keepAlive(60), keepAlive(0), keepAlive(null)]).toEqual(['60\u00a0s', 'none', '–']);
  });

  it('names what is particular about a subscription', () => {
    expect(subscriptionWords(subscription({}))).toBe('QoS 0');
    expect(subscriptionWords(subscription({ qos: 2, noLocal: true, retainAsPublished: true, subscriptionId: 7 }))).toBe(
      'QoS 2, not its own, retain as published, id 7',
    );
  });

  it('shows text on one line and bytes as digits', () => {
    expect(preview({ text: '{\n  "a": 1\n}', hex: null, cut: false })).toBe('{ "a": 1 }');
    expect(preview({ text: 'abc', hex: null, cut: true })).toBe('abc…');
    expect(preview({ text: null, hex: '00ff10', cut: true })).toBe('00 ff 10…');
    expect(preview({ text: '', hex: null, cut: false })).toBe('');
  });

  it('keeps slashes in ids and escapes the rest', () => {
    expect(clientPath('site/pack 7?')).toBe('/mqtt/clients/site/pack%207%3F');
  });
});
