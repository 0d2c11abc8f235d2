// `/api/v1` over the fake fleet.
import { readFileSync } from 'node:fs';
import { FakeBroker } from './mqtt.mjs';
import { audit, cluster } from './operations.mjs';

const commands = JSON.parse(readFileSync(new URL('commands.json', import.meta.url), 'utf8'));
const started = new Date().toISOString();

class Refusal extends Error {
  constructor(status, title, detail, more = {}) {
    super(title);
    this.problem = { type: 'about:blank', title, status, detail, ...more };
  }
}

const is = (text, value) => text === null || String(value) === text;
const within = (q, at) => (!q.get('from') || at >= q.get('from')) && (!q.get('to') || at < q.get('to'));

/** Rows after the key `after`, at most `limit`, and the key of the next page. */
function page(rows, q, key) {
  const limit = Number(q.get('limit') ?? 100);
  const after = q.get('after');
  const from = after === null ? 0 : rows.findIndex((row) => String(key(row)) === after) + 1;
  const shown = rows.slice(from, from + limit);
  return { rows: shown, next: from + limit < rows.length ? String(key(shown.at(-1))) : null };
}

/** Two events that no worker could take: one of a station, one of a stranger. */
function deadLetters() {
  const ago = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();
  const payload = { connectorId: 1, transactionId: 4711, meterValue: [{ timestamp: ago(42), sampledValue: [{ value: '12345' }] }] };
  return [
    {
      id: '3f0c9a7b12de-17',
      kind: 'report',
      chargerId: 'NORTH-7',
      why: 'InvalidOperationException: The meter of connector 1 went back from 12,400 Wh to 12,345 Wh.',
      attempts: 5,
      firstSeenAt: ago(42),
      deadSinceAt: ago(41),
      payload: { station: 'NORTH-7', epoch: 3, at: ago(42), version: 'ocpp1.6', action: 'MeterValues', id: '19', payload },
    },
    {
      id: '9c41e0d2aa5b7f10',
      kind: '',
      chargerId: null,
      why: 'The body is not JSON.',
      attempts: 1,
      firstSeenAt: ago(7),
      deadSinceAt: ago(7),
      payload: 'nonsense',
    },
  ];
}

export function makeApi(fleet, sites, { demo }) {
  let session = demo ? { user: 'demo', role: 'Admin', demo: true } : null;
  const broker = new FakeBroker();
  const letters = deadLetters();
  const takeLetter = (id) =>
    letters.splice(
      Math.max(
        0,
        letters.findIndex((l) => l.id === id),
      ),
      1,
    );
  const siteOf = (id) => sites.sites.get(id) ?? refuse(404, 'Not found', `No site has the id '${id}'.`);
  const stationOf = (id) => {
    const station = fleet.stations.get(id);
    if (!station) throw new Refusal(404, 'Unknown station', `No station is called "${id}".`);
    return station;
  };
  const messages = (q, id) =>
    page(
      fleet.messages.filter(
        (m) =>
          (!id || m.stationId === id) &&
          is(q.get('direction'), m.fromStation ? 'in' : 'out') &&
          is(q.get('action'), m.action) &&
          is(q.get('failed'), m.errorCode !== null) &&
          within(q, m.at) &&
          (!q.get('text') || `${m.request}${m.response}${m.errorText}`.toLowerCase().includes(q.get('text').toLowerCase())),
      ),
      q,
      (m) => m.id,
    );
  const keys = [
    'HeartbeatInterval',
    'MeterValueSampleInterval',
    'ConnectionTimeOut',
    'AuthorizeRemoteTxRequests',
    'LocalPreAuthorize',
    'MeterValuesSampledData',
    'NumberOfConnectors',
    'SupportedFeatureProfiles',
  ];

  const routes = [
    [
      'GET',
      '/info',
      () => ({ name: 'Busbar', version: '0.1.0-mock', demo, startedAt: started, serverTime: new Date().toISOString(), ocppPort: 9000 }),
    ],
    ['GET', '/session', () => session ?? refuse(401, 'Not logged in', '')],
    [
      'POST',
      '/session',
      (_, body) =>
        body.password === 'mock'
          ? (session = { user: body.user, role: body.user === 'viewer' ? 'Viewer' : 'Admin', demo: false })
          : refuse(401, 'User or password is wrong', ''),
    ],
    ['DELETE', '/session', () => void (session = null)],
    ['GET', '/overview', () => ({ ...fleet.overview(), power: fleet.power })],
    ['GET', '/chargers', (q) => page([...fleet.stations.values()], q, (s) => s.id)],
    ['GET', '/chargers/:id', (_, __, id) => stationOf(id)],
    ['PUT', '/chargers/:id', (_, body, id) => Object.assign(stationOf(id), body)],
    ['DELETE', '/chargers/:id', (_, __, id) => (fleet.stations.delete(stationOf(id).id), fleet.tell('removed', [id]))],
    ['GET', '/chargers/:id/meter-values', (q, _, id) => ({ rows: meterValues(fleet.history.get(stationOf(id).id) ?? [], q), next: null })],
    ['GET', '/chargers/:id/messages', (q, _, id) => messages(q, id)],
    ['GET', '/messages', (q) => messages(q)],
    [
      'GET',
      '/audit',
      (q) =>
        page(
          audit.filter((e) => is(q.get('user'), e.user) && is(q.get('kind'), e.kind) && is(q.get('target'), e.target) && within(q, e.at)),
          q,
          (e) => e.id,
        ),
    ],
    ['GET', '/cluster', () => cluster(fleet.stations.size)],
    [
      'GET',
      '/chargers/:id/configuration',
      (_, __, id) =>
        (stationOf(id).configuration ??= keys.map((key, i) => ({
          key,
          value: [
            '300',
            '1',
            '60',
            'true',
            'false',
            'Current.Import,Current.Offered,Power.Active.Import,Voltage,SoC',
            '2',
            'Core,SmartCharging,RemoteTrigger',
          ][i],
          readOnly: i > 5,
          readAt: started,
        }))),
    ],
    [
      'GET',
      '/chargers/:id/profiles',
      () => [
        {
          connectorId: 1,
          profileId: 100,
          stackLevel: 0,
          purpose: 'TxDefaultProfile',
          transactionId: null,
          acceptedAt: started,
          profile: {
            chargingProfileId: 100,
            stackLevel: 0,
            chargingProfilePurpose: 'TxDefaultProfile',
            chargingProfileKind: 'Absolute',
            chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 32 }] },
          },
        },
      ],
    ],
    ['GET', '/chargers/:id/reservations', () => []],
    [
      'GET',
      '/chargers/:id/local-list',
      () => ({ version: 4, sentAt: started, entries: [{ idTag: 'DEMO', status: 'Accepted', expiresAt: null, parentIdTag: null }] }),
    ],
    [
      'GET',
      '/chargers/:id/connectors/:n/schedule',
      (q) => ({
        from: new Date().toISOString(),
        durationS: 86400,
        unit: q.get('unit') ?? 'A',
        periods: [
          { startS: 0, limit: 32, numberPhases: 3, source: 'TxDefaultProfile 100' },
          { startS: 14400, limit: 16, numberPhases: 3, source: 'ChargePointMaxProfile 7' },
          { startS: 36000, limit: 63, numberPhases: 3, source: 'TxDefaultProfile 100' },
        ],
      }),
    ],
    ['GET', '/commands', () => commands],
    ['POST', '/chargers/:id/commands/:action', (_, body, id, action) => command(fleet, stationOf(id), action, body)],
    [
      'GET',
      '/transactions',
      (q) =>
        page(
          fleet.transactions.filter(
            (t) =>
              is(q.get('chargerId'), t.chargerId) &&
              is(q.get('idTag'), t.idTag) &&
              is(q.get('open'), !t.stoppedAt) &&
              within(q, t.startedAt),
          ),
          q,
          (t) => t.id,
        ),
    ],
    [
      'GET',
      '/transactions/:id',
      (_, __, id) =>
        fleet.transactions.find((t) => String(t.id) === id) ?? refuse(404, 'Unknown transaction', `No transaction has the id ${id}.`),
    ],
    [
      'GET',
      '/id-tags',
      (q) =>
        page(
          fleet.tags.filter((t) => t.tag.toLowerCase().includes((q.get('search') ?? '').toLowerCase())),
          q,
          (t) => t.tag,
        ),
    ],
    [
      'PUT',
      '/id-tags/:tag',
      (_, body, tag) => {
        const row = {
          tag,
          note: null,
          parentTag: null,
          expiresAt: null,
          ...body,
          updatedAt: new Date().toISOString(),
          status: body.blocked ? 'Blocked' : body.expiresAt && body.expiresAt < new Date().toISOString() ? 'Expired' : 'Accepted',
        };
        fleet.tags = [row, ...fleet.tags.filter((t) => t.tag !== tag)];
        return row;
      },
    ],
    ['DELETE', '/id-tags/:tag', (_, __, tag) => void (fleet.tags = fleet.tags.filter((t) => t.tag !== tag))],
    [
      'GET',
      '/alarms',
      (q) =>
        page(
          fleet.alarms.filter(
            (a) =>
              is(q.get('chargerId'), a.chargerId) &&
              is(q.get('open'), !a.clearedAt) &&
              is(q.get('acknowledged'), !!a.acknowledgedAt) &&
              (!q.get('severity') || rank(a.severity) >= rank(q.get('severity'))),
          ),
          q,
          (a) => a.id,
        ),
    ],
    [
      'POST',
      '/alarms/:id/acknowledge',
      (_, body, id) => {
        const alarm = fleet.alarms.find((a) => String(a.id) === id);
        Object.assign(alarm, { acknowledgedAt: new Date().toISOString(), acknowledgedBy: session.user, note: body.note });
        fleet.tell('alarm', alarm);
        return alarm;
      },
    ],
    ['GET', '/dead-letters', () => ({ broker: true, count: letters.length, letters })],
    ['POST', '/dead-letters/:id/replay', (_, __, id) => void takeLetter(id)],
    ['DELETE', '/dead-letters/:id', (_, __, id) => void takeLetter(id)],
    ['GET', '/mqtt', () => broker.view()],
    ['GET', '/mqtt/rates', () => broker.history()],
    ['GET', '/mqtt/clients', (q) => page(sorted(search(broker.clients, q), q), q, (c) => c.id)],
    ['GET', '/mqtt/clients/:id', (_, __, id) => broker.detail(id) ?? refuse(404, 'Not found', `No MQTT client has the id '${id}'.`)],
    [
      'DELETE',
      '/mqtt/clients/:id',
      (q, _, id) => void (broker.remove(id, q.get('session')) || refuse(404, 'Not found', `No MQTT client has the id '${id}'.`)),
    ],
    [
      'GET',
      '/mqtt/retained',
      (q) =>
        page(
          broker.retained.filter((m) => m.topic.startsWith((q.get('filter') ?? '#').replace(/[+#].*/, ''))),
          q,
          (m) => m.topic,
        ),
    ],
    ['GET', '/sites', (q) => page(sites.list(), q, (s) => s.id)],
    ['GET', '/sites/:id', (_, __, id) => siteOf(id).view],
    ['POST', '/sites/:id/emergency-stop', (_, body, id) => void siteOf(id).stop(body.reason, session.user)],
    ['DELETE', '/sites/:id/emergency-stop', (_, __, id) => void (siteOf(id).view.emergencyStop = { active: false, since: null, by: null })],
    [
      'PUT',
      '/sites/:id/limit',
      (_, { limitW }, id) =>
        void Object.assign(siteOf(id).view, {
          ownLimitW: limitW,
          ...(limitW === null ? {} : { limit: { valueW: limitW, source: 'operator' } }),
        }),
    ],
    ['PUT', '/sites/:id/policy', (_, { policy }, id) => void (siteOf(id).view.policy = policy)],
    [
      'PUT',
      '/sites/:id/guns/:gun/limit',
      (_, { limitW }, id, gun) => {
        const { view } = siteOf(id);
        view.guns = view.guns.map((g) =>
          g.id === gun
            ? { ...g, ownLimitW: limitW, limit: { valueW: limitW ?? 180_000, source: limitW === null ? 'gun' : 'operator' } }
            : g,
        );
      },
    ],
    [
      'POST',
      '/sites/:id/guns/:gun/stop',
      (_, __, id, gun) => refuse(409, 'Not now', `No session runs at ${gun} of ${siteOf(id).view.name}.`),
    ],
    ['POST', '/sites/:id/modules/:module/recover', () => undefined],
    ['GET', '/users', () => fleet.users],
    [
      'PUT',
      '/users/:name',
      (_, body, name) => {
        const row = {
          createdAt: new Date().toISOString(),
          lastLoginAt: null,
          ...fleet.users.find((u) => u.name === name),
          name,
          role: body.role,
        };
        fleet.users = [...fleet.users.filter((u) => u.name !== name), row];
        return row;
      },
    ],
    ['DELETE', '/users/:name', (_, __, name) => void (fleet.users = fleet.users.filter((u) => u.name !== name))],
  ].map(([method, path, run]) => ({ method, pattern: new RegExp(`^/api/v1${path.replace(/:\w+/g, '([^/]+)')}$`), run }));

  return (method, path, query, body) => {
    for (const route of routes) {
      const match = route.method === method && route.pattern.exec(path);
      if (!match) continue;
      if (!session && !/\/(info|session)$/.test(path)) throw new Refusal(401, 'Not logged in', '');
      return route.run(query, body, ...match.slice(1).map(decodeURIComponent));
    }
    throw new Refusal(404, 'No such resource', `${method} ${path}`);
  };
}

function refuse(...args) {
  throw new Refusal(...args);
}

const search = (clients, q) =>
  clients.filter((c) => `${c.id}${c.identity}${c.address}`.toLowerCase().includes((q.get('search') ?? '').toLowerCase()));

const clientKeys = { messagesIn: 'messagesInPerS', messagesOut: 'messagesOutPerS' };

function sorted(clients, q) {
  const by = clientKeys[q.get('sort')] ?? q.get('sort') ?? 'id';
  const way = q.get('order') === 'desc' ? -1 : 1;
  return clients.toSorted((a, b) => way * (a[by] < b[by] ? -1 : a[by] > b[by] ? 1 : a.id.localeCompare(b.id)));
}

const rank = (severity) => ['Info', 'Warning', 'Critical'].indexOf(severity);

function meterValues(samples, q) {
  const step = Number(q.get('resolution') ?? 0) * 1000;
  const rows = samples.filter(
    (s) =>
      is(q.get('connectorId'), s.connectorId) &&
      is(q.get('measurand'), s.measurand) &&
      is(q.get('transactionId'), s.transactionId) &&
      within(q, s.at),
  );
  const steps = new Map();
  rows.forEach((s, key) => {
    const at = step ? Math.floor(Date.parse(s.at) / step) * step : Date.parse(s.at);
    const name = `${at} ${s.measurand} ${s.phase}`;
    const row = steps.get(name) ?? { ...s, key, at: new Date(at).toISOString(), min: s.value, max: s.value, count: 0, value: 0 };
    row.value = (row.value * row.count + s.value) / (row.count + 1);
    row.min = Math.min(row.min, s.value);
    row.max = Math.max(row.max, s.value);
    row.count++;
    steps.set(name, row);
  });
  return [...steps.values()].slice(0, Number(q.get('limit') ?? 100));
}

function command(fleet, station, action, body) {
  const known = commands.find((c) => c.action === action);
  if (!known) throw new Refusal(404, 'Unknown action', `Allowed are ${commands.map((c) => c.action).join(', ')}.`);
  if (!station.connected) throw new Refusal(409, 'Not connected', `Station ${station.id} is not connected.`);
  const missing = known.schema.filter((f) => f.required && body[f.name] === undefined);
  if (missing.length > 0)
    throw new Refusal(400, 'The request is not valid', '', { errors: Object.fromEntries(missing.map((f) => [f.name, ['is required']])) });
  if (body.idTag === 'BAD TAG')
    throw new Refusal(400, 'The request is not valid', '', {
      errors: { idTag: ['has a blank in it; a tag is letters, digits and - only'] },
    });
  if (action === 'GetDiagnostics') {
    fleet.log(station, false, action, body, null, 31, { code: 'NotImplemented', text: 'No diagnostics here' });
    throw new Refusal(502, 'The station refused', 'NotImplemented: No diagnostics here', {
      errorCode: 'NotImplemented',
      errorText: 'No diagnostics here',
    });
  }
  const connector = station.connectors.find((c) => c.connectorId === (body.connectorId ?? 1));
  let response = { status: 'Accepted' };
  if (action === 'RemoteStartTransaction') {
    if (!connector || connector.transactionId) response = { status: 'Rejected' };
    else fleet.begin(station, connector, Date.now(), 0, body.idTag);
  } else if (action === 'RemoteStopTransaction') {
    const running = station.connectors.find((c) => c.transactionId === body.transactionId);
    if (running) {
      station.stoppedByHand = true;
      fleet.end(station, running, 'Remote');
    } else response = { status: 'Rejected' };
  } else if (action === 'SetChargingProfile') station.limitA = body.csChargingProfiles.chargingSchedule.chargingSchedulePeriod[0].limit;
  else if (action === 'ClearChargingProfile') delete station.limitA;
  else if (action === 'UnlockConnector') response = { status: 'Unlocked' };
  else if (action === 'GetConfiguration') response = { configurationKey: [], unknownKey: [] };
  else if (action === 'GetLocalListVersion') response = { listVersion: 4 };
  else if (action === 'ChangeConfiguration') {
    const row = station.configuration?.find((k) => k.key === body.key);
    if (!row) response = { status: 'NotSupported' };
    else if (row.readOnly) response = { status: 'Rejected' };
    else row.value = body.value;
  }
  const latencyMs = 18 + Math.random() * 40;
  fleet.log(station, false, action, body, response, latencyMs);
  return { action, outcome: 'Answered', response, latencyMs };
}
