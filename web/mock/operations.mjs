// What is shown of operators and processes: who did what, and a cluster of six processes on two machines, one of them in trouble.
const ago = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();

export const audit = [
  ['anna', 'Reset', 'NORTH-7', { type: 'Soft' }, 200, 'Accepted'],
  ['anna', 'runCommand', null, { action: 'ChangeConfiguration', stations: 212, perSecond: 5 }, 200, null],
  ['anna', 'ChangeConfiguration', 'NORTH-7', { key: 'HeartbeatInterval', value: '300' }, 200, 'RebootRequired'],
  ['boris', 'acknowledgeAlarm', 'NORTH-7', { id: '12', note: 'on my way' }, 200, null],
  ['boris', 'UnlockConnector', 'SOUTH-2', { connectorId: 1 }, 409, 'The station is not connected'],
  ['admin', 'saveUser', 'boris', { role: 'Operator', password: '***' }, 200, null],
  ['admin', 'logIn', null, null, 200, null],
].map(([user, kind, target, detail, status, outcome], i) => ({
  id: 7 - i,
  at: ago(3 + i * 17),
  user,
  address: '10.0.0.9',
  kind,
  target,
  detail,
  status,
  outcome,
}));

export function cluster(stations) {
  const process = (roles, machine, processId, more) => ({
    id: `${machine}-${processId}`,
    roles,
    machine,
    processId,
    version: '0.1.0-mock',
    startedAt: ago(3_000),
    ready: true,
    trouble: null,
    stations: null,
    shards: [],
    silentS: 2,
    here: false,
    ...more,
  });
  const queue = (name, kind, shard, messages, consumers) => ({ name, kind, shard, messages, consumers });
  const shards = Array.from({ length: 8 }, (_, i) => i);
  return {
    broker: true,
    shards: shards.length,
    processes: [
      process('api', 'north', 301, { here: true }),
      process('api', 'south', 302, { silentS: 48 }),
      process('cms', 'north', 201, { shards: shards.filter((s) => s % 2 === 0) }),
      process('cms', 'south', 202, { shards: shards.filter((s) => s % 2 === 1 && s !== 7), version: '0.0.9' }),
      process('gateway', 'north', 101, { stations: Math.ceil(stations / 2) }),
      process('gateway', 'south', 102, {
        stations: Math.floor(stations / 2),
        ready: false,
        trouble: 'bus: RabbitMQ is away, or takes no messages now.',
      }),
    ],
    queues: [
      queue('rpc-cms_service', 'Calls', null, 0, 2),
      queue('cms.messages', 'Messages', null, 4, 2),
      queue('cms.events.dead', 'DeadLetters', null, 2, 0),
      ...shards.flatMap((s) => [
        queue(`rpc-cms_service.${s}`, 'Calls', s, s === 7 ? 12 : 0, s === 7 ? 0 : 1),
        queue(`cms.events.${s}`, 'Events', s, s === 7 ? 340 : s === 3 ? 2 : 0, s === 7 ? 0 : 1),
      ]),
    ],
  };
}
