// The hub end of `/live`: SignalR's JSON protocol over one WebSocket, as far as the console uses it.
import { WebSocketServer } from 'ws';

const separator = '\u001e';

export function serveLive(server, fleet, sites) {
  const sockets = new WebSocketServer({ noServer: true });
  const clients = new Set();
  server.on('upgrade', (request, socket, head) => {
    if (!request.url.startsWith('/live')) return socket.destroy();
    sockets.handleUpgrade(request, socket, head, (ws) => open(ws, fleet, sites, clients));
  });
  const all = (filter, target, ...args) => {
    for (const client of clients) if (filter(client)) client.send(target, args);
  };
  setInterval(() => {
    const changed = fleet.tick();
    if (changed.length > 0) all((c) => c.fleet, 'stations', changed);
  }, 1000);
  setInterval(() => {
    for (const id of new Set([...clients].flatMap((c) => [...c.sites]))) {
      const change = sites.sites.get(id).step();
      if (change) all((c) => c.sites.has(id), 'site', change);
    }
  }, 250);
  setInterval(() => all((c) => c.fleet, 'overview', fleet.overview()), 2000);
  setInterval(() => clients.forEach((c) => c.raw({ type: 6 })), 10_000);
  fleet.listeners.add((event, payload) => {
    const station = payload.chargerId ?? payload.stationId;
    const detail = event === 'samples' || event === 'message';
    all((c) => (detail ? c.stations.has(station) : c.fleet), event, payload);
  });
}

function open(ws, fleet, sites, clients) {
  const raw = (message) => ws.send(JSON.stringify(message) + separator);
  const client = {
    fleet: false,
    stations: new Set(),
    sites: new Set(),
    raw,
    send: (target, args) => raw({ type: 1, target, arguments: args }),
  };
  const calls = {
    watchFleet: () => void (client.fleet = true),
    unwatchFleet: () => void (client.fleet = false),
    watchStation: (id) => {
      client.stations.add(id);
      const recent = (fleet.history.get(id) ?? []).filter((s) => Date.parse(s.at) > Date.now() - 120_000);
      return { station: fleet.stations.get(id), recent, alarms: fleet.alarms.filter((a) => a.chargerId === id && !a.clearedAt) };
    },
    unwatchStation: (id) => void client.stations.delete(id),
    watchSite: (id) => {
      const site = sites.sites.get(id);
      if (!site) return null;
      client.sites.add(id);
      return { seq: site.seq, site: site.view };
    },
    unwatchSite: (id) => void client.sites.delete(id),
  };
  let greeted = false;
  ws.on('message', (data) => {
    for (const text of data.toString().split(separator).filter(Boolean)) {
      const message = JSON.parse(text);
      if (!greeted) {
        greeted = true;
        clients.add(client);
        raw({});
      } else if (message.type === 1)
        raw({ type: 3, invocationId: message.invocationId, result: calls[message.target](...message.arguments) ?? null });
    }
  });
  ws.on('close', () => clients.delete(client));
}
