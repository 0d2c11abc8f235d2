// An independent MQTT 5.0 client on npm's mqtt, written from the specification alone.
//
// Runs each scenario against a broker and prints one JSON line for it: {"step": name, "data": "ok"} or what went wrong.
// Usage: node peer.mjs SETTINGS.json SCENARIO...
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import mqtt from 'mqtt';

const settings = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const deadlineMs = 10_000;
const range = (n) => [...Array(n).keys()];
const topic = (name) => `peers/${randomUUID()}/${name}`;

/** One connection whose events can be waited for. */
class Peer {
  static async open(options = {}, transport = 'tcp') {
    const peer = new Peer();
    const scheme = { tcp: 'mqtt', ws: 'ws', tls: 'mqtts' }[transport];
    const login = transport === 'tls' ? {} : { username: 'alice', password: 'secret' };
    peer.client = mqtt.connect(`${scheme}://localhost:${settings[transport]}`, {
      protocolVersion: 5, reconnectPeriod: 0, connectTimeout: deadlineMs, ...login, ...options,
    });
    peer.messages = [];
    peer.waiting = [];
    peer.client.on('message', (_, payload, packet) => {
      const message = { text: payload.toString(), qos: packet.qos, retain: packet.retain, properties: packet.properties ?? {} };
      const next = peer.waiting.shift();
      if (next) next(message);
      else peer.messages.push(message);
    });
    peer.connack = await new Promise((resolve, reject) => {
      peer.client.once('connect', resolve);
      peer.client.once('error', reject);
      peer.client.once('close', () => reject(new Error('closed before CONNACK')));
    });
    peer.client.on('error', () => {});
    return peer;
  }

  async take() {
    if (this.messages.length) return this.messages.shift();
    return Promise.race([
      new Promise((resolve) => this.waiting.push(resolve)),
      delay(deadlineMs, null, { ref: false }).then(() => { throw new Error('no message came'); }),
    ]);
  }

  /** The reason code that the broker granted. */
  async subscribe(filter, options) {
    const [granted] = await new Promise((resolve, reject) =>
      this.client.subscribe(filter, options, (error, grants, packet) => (packet ? resolve(packet.granted) : reject(error))));
    return granted;
  }

  publish(where, text, options = { qos: 1 }) {
    return this.client.publishAsync(where, text, options);
  }

  close() {
    return this.client.endAsync();
  }
}

async function withPeers(count, body, options, transport) {
  const peers = await Promise.all(range(count).map(() => Peer.open(options, transport)));
  try {
    await body(...peers);
  } finally {
    await Promise.all(peers.map((p) => p.close()));
  }
}

const deliver = (qos, options, transport) => withPeers(2, async (to, from) => {
  const where = topic('delivery');
  assert.equal(await to.subscribe(where, { qos }), qos);
  await Promise.all(range(20).map((i) => from.publish(where, `message ${i}`, { qos })));
  for (const i of range(20)) {
    const { text, qos: got } = await to.take();
    assert.deepEqual([text, got], [`message ${i}`, qos]);
  }
  assert.deepEqual(to.messages, []);
}, options, transport);

const certificate = () => ({ ca: readFileSync(settings.authority), cert: readFileSync(settings.certificate), key: readFileSync(settings.key) });

const scenarios = {
  qos0: () => deliver(0),
  qos1: () => deliver(1),
  qos2: () => deliver(2),
  websocket: () => deliver(2, {}, 'ws'),

  retained: () => withPeers(3, async (sender, late, later) => {
    const where = topic('retained');
    const kept = { qos: 1, retain: true };
    await sender.publish(where, 'first', kept);
    await sender.publish(where, 'kept', kept);
    await late.subscribe(where, { qos: 1 });
    assert.deepEqual(await late.take().then((m) => [m.text, m.retain]), ['kept', true]);
    await sender.publish(where, 'live', kept);
    assert.deepEqual(await late.take().then((m) => [m.text, m.retain]), ['live', false]);
    await sender.publish(where, '', kept);
    await later.subscribe(where, { qos: 1 });
    await sender.publish(where, 'marker');
    assert.equal((await later.take()).text, 'marker');
  }),

  will: () => withPeers(1, async (watcher) => {
    const where = topic('will');
    await watcher.subscribe(where, { qos: 1 });
    const will = { topic: where, qos: 1, properties: { contentType: 'text/plain' } };
    await (await Peer.open({ will: { ...will, payload: 'not this' } })).close();
    const doomed = await Peer.open({ will: { ...will, payload: 'gone' } });
    doomed.client.stream.destroy();
    const got = await watcher.take();
    assert.deepEqual([got.text, got.properties.contentType], ['gone', 'text/plain']);
  }),

  session: async () => {
    const where = topic('session');
    const options = { clientId: `session-${randomUUID()}`, clean: false, properties: { sessionExpiryInterval: 300 } };
    const first = await Peer.open(options);
    assert.equal(first.connack.sessionPresent, false);
    await first.subscribe(where, { qos: 2 });
    first.client.stream.destroy();
    await withPeers(1, async (sender) => {
      for (const i of range(6)) await sender.publish(where, `waiting ${i}`, { qos: 1 + Math.floor(i / 3) });
    });
    const again = await Peer.open(options);
    assert.equal(again.connack.sessionPresent, true);
    for (const i of range(6)) assert.deepEqual(await again.take().then((m) => [m.text, m.qos]), [`waiting ${i}`, 1 + Math.floor(i / 3)]);
    await again.close();
    const clean = await Peer.open({ ...options, clean: true });
    assert.equal(clean.connack.sessionPresent, false);
    await clean.close();
  },

  shared: () => withPeers(4, async (one, two, all, sender) => {
    const where = topic('shared');
    for (const member of [one, two]) assert.equal(await member.subscribe(`$share/group/${where}`, { qos: 1 }), 1);
    await all.subscribe(where, { qos: 1 });
    await Promise.all(range(20).map((i) => sender.publish(where, `${i}`)));
    for (const _ of range(20)) await all.take();
    const until = Date.now() + deadlineMs;
    while (one.messages.length + two.messages.length < 20 && Date.now() < until) await delay(20);
    assert.ok(one.messages.length > 0 && two.messages.length > 0, 'one member did all the work');
    const numbers = [...one.messages, ...two.messages].map((m) => Number(m.text)).sort((a, b) => a - b);
    assert.deepEqual(numbers, range(20));
  }),

  tls: async () => {
    await deliver(1, certificate(), 'tls');
    const stranger = Peer.open({ ca: readFileSync(settings.authority) }, 'tls').then(() => 'let in', () => 'refused');
    assert.equal(await stranger, 'refused');
  },

  refused: async () => {
    for (const login of [{ password: 'wrong' }, { username: 'nobody' }, { username: undefined, password: undefined }]) {
      const code = await Peer.open(login).then(() => 0, (error) => error.code);
      assert.ok([0x86, 0x87].includes(code), `${JSON.stringify(login)} got ${code}`);
    }
    const boss = await Peer.open({ username: 'boss' });
    await withPeers(1, async (alice) => {
      await boss.subscribe('secret/#', { qos: 1 });
      const granted = await alice.subscribe('secret/plans', { qos: 1 });
      assert.ok(granted >= 0x80 || !settings.refusesSubscriptions, `a forbidden subscription was granted with ${granted}`);
      await assert.rejects(alice.publish('secret/plans', 'by alice'), (error) => error.code === 0x87);
      await boss.publish('secret/plans', 'by boss');
      assert.equal((await boss.take()).text, 'by boss');
    });
    await boss.close();
  },

  v5_properties: () => withPeers(2, async (receiver, sender) => {
    const where = topic('properties');
    await receiver.subscribe(where, { qos: 1, properties: { subscriptionIdentifier: 268435455 } });
    const properties = {
      contentType: 'text/plain', responseTopic: `${where}/answer`, correlationData: Buffer.from([0, 1, 255]), payloadFormatIndicator: true,
      messageExpiryInterval: 100, userProperties: { a: ['1', '2'], b: 'ä' },
    };
    await sender.publish(where, 'with all', { qos: 1, properties });
    const { messageExpiryInterval, subscriptionIdentifier, ...got } = (await receiver.take()).properties;
    const { messageExpiryInterval: _, ...sent } = properties;
    assert.deepEqual({ ...got, userProperties: { ...got.userProperties } }, sent);
    assert.equal(subscriptionIdentifier, 268435455);
    assert.ok(messageExpiryInterval >= 98 && messageExpiryInterval <= 100);
  }),

  v5_aliases: () => withPeers(2, async (receiver, sender) => {
    const where = topic('aliases');
    await receiver.subscribe(where, { qos: 1 });
    await sender.publish(where, 'whole', { qos: 1, properties: { topicAlias: 3 } });
    await sender.publish('', 'by alias', { qos: 1, properties: { topicAlias: 3 } });
    assert.deepEqual([(await receiver.take()).text, (await receiver.take()).text], ['whole', 'by alias']);
  }, { properties: { topicAliasMaximum: 5, receiveMaximum: 2 }, autoAssignTopicAlias: false }),
};

for (const name of process.argv.slice(3)) {
  const outcome = await Promise.race([
    scenarios[name]().then(() => 'ok', (error) => error.stack),
    delay(3 * deadlineMs, 'it did not end', { ref: false }),
  ]);
  console.log(JSON.stringify({ step: name, data: outcome }));
}
process.exit(0);
