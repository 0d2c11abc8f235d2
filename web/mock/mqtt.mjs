// A fake MQTT broker for the console: a few hundred clients whose messages rise and fall.
const born = Date.now();
const stepS = 2;

const wave = (s) => 400 + 300 * Math.sin(s / 40) + 60 * Math.sin(s / 7);
const rates = (s) => ({
  at: new Date(born + s * 1000).toISOString(),
  messagesInPerS: wave(s),
  messagesOutPerS: wave(s) * 1.6,
  bytesInPerS: wave(s) * 210,
  bytesOutPerS: wave(s) * 1.6 * 205,
  droppedPerS: 0,
});
const now = () => Math.floor((Date.now() - born) / 1000 / stepS) * stepS;

const client = (i) => {
  const connected = i % 17 !== 3;
  const kind = ['pack', 'gun', 'site', 'viewer'][i % 4];
  const rate = (i % 9) * 1.3;
  return {
    id: `${kind}-${String(i).padStart(4, '0')}`,
    connected,
    identity: i % 5 === 4 ? 'anonymous' : `${kind}s`,
    address: connected ? `10.0.${i % 7}.${i % 250}` : null,
    version: connected ? (i % 3 ? '5.0' : '3.1.1') : null,
    connectedAt: connected ? new Date(born - i * 61_000).toISOString() : null,
    keepAliveS: connected ? (i % 8 ? 60 : 0) : null,
    subscriptions: i % 6,
    queued: connected ? 0 : 12 * i,
    inFlight: i % 11 === 0 ? 4 : 0,
    messagesIn: i * 1204,
    messagesOut: i * 2230,
    bytesIn: i * 250_000,
    bytesOut: i * 460_000,
    messagesInPerS: connected ? rate : 0,
    messagesOutPerS: connected ? rate * 1.6 : 0,
    dropped: i % 23 === 22 ? 41 : 0,
  };
};

export class FakeBroker {
  clients = Array.from({ length: 240 }, (_, i) => client(i));

  retained = Array.from({ length: 130 }, (_, i) => ({
    topic: `pulsebms/north/pack-${String(i).padStart(4, '0')}/status`,
    qos: 1,
    sizeBytes: i % 9 === 8 ? 2400 : 58,
    text: i % 9 === 8 ? null : JSON.stringify({ socPct: (i * 7) % 100, state: 'Ready', temperatureC: 24.5 }),
    hex: i % 9 === 8 ? '0a1b2c3d4e5f' : null,
    cut: i % 9 === 8,
  }));

  view() {
    return {
      port: 1883,
      tlsPort: 8883,
      startedAt: new Date(born).toISOString(),
      connections: this.clients.filter((c) => c.connected).length,
      sessions: this.clients.length,
      subscriptions: this.clients.reduce((sum, c) => sum + c.subscriptions, 0),
      retained: this.retained.length,
      rates: rates(now()),
      totals: { messagesIn: 81_204_112, messagesOut: 130_400_222, bytesIn: 1.7e10, bytesOut: 2.6e10, dropped: 410 },
      trouble: null,
    };
  }

  history() {
    return Array.from({ length: 150 }, (_, i) => rates(now() - (149 - i) * stepS));
  }

  detail(id) {
    const found = this.clients.find((c) => c.id === id);
    return (
      found && {
        client: found,
        subscriptions: Array.from({ length: found.subscriptions }, (_, i) => ({
          filter: i === 2 ? '$share/planners/pulsebms/+/telemetry/#' : `pulsebms/north/${id}/commands/${i}`,
          qos: i % 3,
          noLocal: i === 1,
          retainAsPublished: false,
          subscriptionId: i === 0 ? null : i,
        })),
      }
    );
  }

  /** Whether there was such a client. */
  remove(id, session) {
    const found = this.clients.find((c) => c.id === id);
    if (!found) return false;
    if (session) this.clients = this.clients.filter((c) => c !== found);
    else Object.assign(found, { connected: false, address: null, version: null, connectedAt: null, keepAliveS: null });
    return true;
  }
}
