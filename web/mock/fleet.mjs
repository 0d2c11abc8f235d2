// A fleet that never was: stations, sessions, alarms and messages that move once a second.

const vendors = [
  ['Alpinus', ['Terra 54', 'Terra 184']],
  ['Voltwerk', ['AC 22', 'AC 11 Duo']],
  ['Nordlade', ['HYC 300', 'HYC 150']],
  ['Emporia Grid', ['Post 2']],
];
const places = ['Harbour', 'North gate', 'Depot', 'City hall', 'Stadium', 'Ring road', 'Airport P2', 'Market'];
const tags = ['DEMO', '04A2B7C91F', 'FLEET-017', 'FLEET-022', '0491AA3E72', 'VISITOR-3', 'E7710B5C'];

let seed = 20251120;
/** A repeatable random number below n. */
const random = (n) => ((seed = (seed * 48271) % 2147483647) / 2147483647) * n;
const pick = (list) => list[Math.floor(random(list.length))];
const iso = (ms) => new Date(ms).toISOString();

export class Fleet {
  stations = new Map();
  transactions = [];
  alarms = [];
  messages = [];
  power = [];
  history = new Map(); // station -> samples of the last hour of watched measurands
  tags = tags.map((tag, i) => ({
    tag,
    blocked: i === 5,
    parentTag: tag.startsWith('FLEET') ? 'FLEET' : null,
    expiresAt: i === 6 ? iso(Date.now() - 86_400_000) : null,
    mayRunBeside: tag === 'DEMO',
    note: i === 0 ? 'Known to the demo' : null,
    updatedAt: iso(Date.now() - i * 3_600_000),
    status: i === 5 ? 'Blocked' : i === 6 ? 'Expired' : 'Accepted',
  }));
  users = [
    { name: 'admin', role: 'Admin', createdAt: iso(Date.now() - 9e8), lastLoginAt: iso(Date.now()) },
    { name: 'night-shift', role: 'Operator', createdAt: iso(Date.now() - 5e8), lastLoginAt: null },
  ];
  ids = { transaction: 4200, alarm: 300, message: 90_000 };
  energyTodayWh = 8_412_000;
  listeners = new Set();

  constructor(count) {
    for (let i = 1; i <= count; i++) this.addStation(i);
    const now = Date.now();
    for (let t = now - 3_600_000; t < now; t += 10_000)
      this.power.push({ at: iso(t), powerW: this.powerW() * (0.9 + 0.08 * Math.sin(t / 6e5) + random(0.015)) });
    for (let s = 3600; s > 0; s--) this.lab(now - s * 1000, false);
  }

  tell(event, payload) {
    for (const listener of this.listeners) listener(event, payload);
  }

  addStation(i) {
    const [vendor, models] = vendors[i % vendors.length];
    const now = Date.now();
    const id = i === 1 ? 'CP001' : `CP${String(i).padStart(i < 1000 ? 3 : 4, '0')}`;
    const fate = i === 1 ? 0 : random(100);
    const connected = fate < 96;
    const faulted = connected && fate > 95.2;
    const station = {
      id,
      connected,
      registration: i === 17 || i === 230 ? 'Pending' : 'Accepted',
      displayName: random(10) < 7 || i === 1 ? `${pick(places)} ${Math.ceil(random(40))}` : null,
      location: pick(places),
      vendor,
      model: pick(models),
      serialNumber: `SN${100000 + i}`,
      firmwareVersion: `1.${i % 7}.2`,
      ocppVersion: '1.6',
      remoteAddress: `10.20.${i >> 8}.${i & 255}`,
      connectedAt: iso(now - random(9e7)),
      disconnectedAt: connected ? null : iso(now - random(4e7)),
      lastSeenAt: iso(now - (connected ? random(60_000) : 4e7)),
      bootedAt: iso(now - 9e7),
      clockSkewMs: Math.round(random(400) - 200),
      firmwareStatus: null,
      diagnosticsStatus: null,
      powerW: 0,
      openTransactions: 0,
      openAlarms: 0,
      worstAlarm: null,
      connectors: [],
    };
    const count = i === 1 ? 2 : 1 + Math.floor(random(3.2));
    for (let c = 0; c <= count; c++) {
      const roll = random(100);
      const status =
        c === 0
          ? 'Available'
          : faulted && c === 1
            ? 'Faulted'
            : roll < 22
              ? 'Charging'
              : roll < 26
                ? 'SuspendedEV'
                : roll < 30
                  ? 'Preparing'
                  : roll < 32
                    ? 'Finishing'
                    : roll < 34
                      ? 'Unavailable'
                      : 'Available';
      const connector = {
        connectorId: c,
        status,
        errorCode: status === 'Faulted' ? pick(['GroundFailure', 'OverCurrentFailure', 'ConnectorLockFailure']) : 'NoError',
        info: null,
        vendorErrorCode: null,
        statusAt: iso(now - random(4e6)),
        currentA: c ? 0 : null,
        voltageV: c ? 398 : null,
        powerW: c ? 0 : null,
        socPct: null,
        energyWh: c ? 1_200_000 + random(9e6) : null,
        limitA: c ? pick([16, 32, 63, 125, 200]) : null,
        limitSource: c ? 'Current.Offered' : null,
        measuredAt: c ? iso(now) : null,
        transactionId: null,
        idTag: null,
        transactionStartedAt: null,
        transactionEnergyWh: null,
      };
      station.connectors.push(connector);
      if (status === 'Charging' || status === 'SuspendedEV') {
        this.begin(station, connector, now - random(5e6), random(30_000));
        Object.assign(connector, { status, currentA: status === 'Charging' ? connector.limitA * 0.94 : 0 });
        connector.powerW = Math.round(connector.currentA * 400);
      }
    }
    this.stations.set(id, station);
    if (faulted)
      this.raise(
        station,
        1,
        'station.fault',
        'Critical',
        `Connector 1 reports ${station.connectors[1].errorCode}.`,
        { errorCode: station.connectors[1].errorCode },
        now - (1000 - i) * 4e3,
      );
    this.sum(station);
  }

  begin(station, connector, at, energyWh = 0, idTag = pick(tags)) {
    const row = {
      id: ++this.ids.transaction,
      chargerId: station.id,
      connectorId: connector.connectorId,
      idTag,
      startedAt: iso(at),
      stoppedAt: null,
      meterStartWh: Math.round(connector.energyWh - energyWh),
      meterStopWh: null,
      energyWh,
      stopReason: null,
      stopIdTag: null,
      reservationId: null,
      orphan: false,
      startAuthorization: 'Accepted',
      durationS: null,
    };
    Object.assign(connector, {
      status: 'Charging',
      transactionId: row.id,
      idTag,
      transactionStartedAt: row.startedAt,
      transactionEnergyWh: energyWh,
      statusAt: iso(at),
      socPct: 20 + random(50),
    });
    this.transactions.unshift(row);
    station.openTransactions++;
    this.tell('transaction', row);
    return row;
  }

  end(station, connector, reason) {
    const row = this.transactions.find((t) => t.id === connector.transactionId);
    const now = Date.now();
    Object.assign(row, {
      stoppedAt: iso(now),
      stopReason: reason,
      meterStopWh: Math.round(connector.energyWh),
      durationS: (now - Date.parse(row.startedAt)) / 1000,
    });
    Object.assign(connector, {
      status: 'Available',
      statusAt: iso(now),
      transactionId: null,
      idTag: null,
      transactionStartedAt: null,
      transactionEnergyWh: null,
      currentA: 0,
      powerW: 0,
    });
    station.openTransactions--;
    this.tell('transaction', row);
  }

  raise(station, connectorId, kind, severity, text, evidence, at = Date.now()) {
    const alarm = {
      id: ++this.ids.alarm,
      chargerId: station.id,
      connectorId,
      kind,
      severity,
      text,
      evidence,
      raisedAt: iso(at),
      lastSeenAt: iso(at),
      clearedAt: null,
      acknowledgedAt: null,
      acknowledgedBy: null,
      note: null,
    };
    this.alarms.unshift(alarm);
    station.openAlarms++;
    this.rankAlarms(station);
    this.tell('alarm', alarm);
    return alarm;
  }

  clear(alarm, at = Date.now()) {
    alarm.clearedAt = alarm.lastSeenAt = iso(at);
    const station = this.stations.get(alarm.chargerId);
    station.openAlarms--;
    this.rankAlarms(station);
    this.tell('alarm', alarm);
  }

  rankAlarms(station) {
    const open = this.alarms.filter((a) => a.chargerId === station.id && !a.clearedAt).map((a) => a.severity);
    station.worstAlarm = ['Critical', 'Warning', 'Info'].find((s) => open.includes(s)) ?? null;
  }

  log(station, fromStation, action, request, response, latencyMs = 2 + random(40), error = null) {
    const row = {
      id: ++this.ids.message,
      stationId: station.id,
      at: iso(Date.now()),
      fromStation,
      action,
      messageId: `${this.ids.message}`,
      request: JSON.stringify(request),
      response: response && JSON.stringify(response),
      errorCode: error?.code ?? null,
      errorText: error?.text ?? null,
      latencyMs,
      leniencies: action === 'MeterValues' && this.ids.message % 9 === 0 ? ['NumberAsText'] : [],
    };
    this.messages.unshift(row);
    if (this.messages.length > 4000) this.messages.pop();
    this.tell('message', row);
  }

  sum(station) {
    station.powerW = station.connectors.reduce((w, c) => w + (c.powerW ?? 0), 0);
  }

  powerW() {
    let sum = 0;
    for (const s of this.stations.values()) sum += s.powerW ?? 0;
    return sum;
  }

  /** The lab's station: limit 0 A, limit 100 A, start, stop, again and again; its current follows by a fifth a second. */
  lab(now, live) {
    const station = this.stations.get('CP001');
    const connector = station.connectors[1];
    const second = Math.floor(now / 1000) % 240;
    const swinging = second > 60 && second < 130;
    const limitA = station.limitA ?? (swinging && second % 8 < 3 ? 0 : 100);
    const target = connector.transactionId ? Math.min(limitA, swinging ? (second % 8 < 3 ? 0 : 100) : 82) : 0;
    connector.currentA =
      Math.round((connector.currentA + (target - connector.currentA) * (swinging ? 0.55 : 0.2) + random(0.8) - 0.4) * 10) / 10;
    connector.currentA = Math.max(0, connector.currentA);
    connector.limitA = limitA;
    connector.powerW = Math.round(connector.currentA * 400);
    if (!connector.transactionId && live && second % 30 === 5 && !station.stoppedByHand) this.begin(station, connector, now, 0, 'DEMO');
    const open = this.alarms.find((a) => a.kind === 'anomaly.oscillation' && !a.clearedAt);
    if (second === 72 && !open)
      this.raise(
        station,
        1,
        'anomaly.oscillation',
        'Warning',
        'Connector 1: The current turned 7 times within 20 s; 5 are too many.',
        {
          windowS: 20,
          statistic: 7,
          threshold: 5,
          samples: 20,
          start: iso(now - 12_000),
          lastSeen: iso(now),
          currentA: connector.currentA,
          limitA,
        },
        now,
      );
    if (open && second > 72 && second < 128) open.lastSeenAt = iso(now);
    if (open && second === 140) this.clear(open, now);
    const sample = (measurand, unit, value, phase = null) => ({
      connectorId: 1,
      transactionId: connector.transactionId,
      at: iso(now),
      receivedAt: iso(now + 20),
      measurand,
      phase,
      location: 'Outlet',
      context: 'Sample.Periodic',
      unit,
      value,
    });
    const samples = [
      sample('Current.Import', 'A', connector.currentA),
      sample('Current.Offered', 'A', limitA),
      sample('Power.Active.Import', 'W', connector.powerW),
      sample('Voltage', 'V', 398 + random(3)),
      sample('SoC', 'Percent', Math.round(connector.socPct ?? 40)),
    ];
    this.keep('CP001', samples);
    if (live) {
      this.tell('samples', { chargerId: 'CP001', samples });
      this.log(
        station,
        true,
        'MeterValues',
        {
          connectorId: 1,
          transactionId: connector.transactionId,
          meterValue: [
            { timestamp: iso(now), sampledValue: samples.map((s) => ({ value: String(s.value), measurand: s.measurand, unit: s.unit })) },
          ],
        },
        {},
      );
    }
  }

  keep(id, samples) {
    const kept = this.history.get(id) ?? [];
    kept.push(...samples);
    if (kept.length > 20_000) kept.splice(0, kept.length - 20_000);
    this.history.set(id, kept);
  }

  /** One second passes. */
  tick() {
    const now = Date.now();
    this.lab(now, true);
    const changed = [];
    for (const station of this.stations.values()) {
      if (!station.connected) continue;
      let moved = station.id === 'CP001';
      for (const c of station.connectors) {
        if (station.id === 'CP001' && c.connectorId === 1) {
          if (c.transactionId) c.transactionEnergyWh += c.powerW / 3600;
          continue;
        }
        if (c.status === 'Charging' && random(5) < 1) {
          const target = c.limitA * 0.94;
          c.currentA = Math.round((c.currentA + (target - c.currentA) * 0.5 + random(1) - 0.5) * 10) / 10;
          c.powerW = Math.round(c.currentA * 400);
          c.energyWh += c.powerW / 720;
          c.transactionEnergyWh += c.powerW / 720;
          c.measuredAt = station.lastSeenAt = iso(now);
          moved = true;
        }
      }
      if (random(4000) < 1) moved = this.event(station) || moved;
      if (moved) {
        this.sum(station);
        station.lastSeenAt = iso(now);
        changed.push(station);
      }
    }
    this.energyTodayWh += this.powerW() / 3600;
    if (now - Date.parse(this.power.at(-1).at) >= 10_000) this.power = [...this.power.slice(-359), { at: iso(now), powerW: this.powerW() }];
    return changed;
  }

  event(station) {
    const c = pick(station.connectors.slice(1));
    if (station.id === 'CP001' || !c || c.status === 'Faulted') return false;
    if (c.transactionId) this.end(station, c, pick(['Local', 'EVDisconnected', 'Remote']));
    else this.begin(station, c, Date.now());
    this.log(
      station,
      true,
      'StatusNotification',
      { connectorId: c.connectorId, errorCode: 'NoError', status: c.status, timestamp: iso(Date.now()) },
      {},
    );
    return true;
  }

  overview() {
    const all = [...this.stations.values()];
    const open = this.alarms.filter((a) => !a.clearedAt);
    return {
      stations: all.length,
      connected: all.filter((s) => s.connected).length,
      charging: all.filter((s) => s.connected && s.connectors.some((c) => c.status === 'Charging')).length,
      faulted: all.filter((s) => s.connected && s.connectors.some((c) => c.status === 'Faulted')).length,
      powerW: this.powerW(),
      openTransactions: all.reduce((n, s) => n + s.openTransactions, 0),
      energyTodayWh: this.energyTodayWh,
      openAlarms: open.length,
      unacknowledgedAlarms: open.filter((a) => !a.acknowledgedAt).length,
      worstAlarm: ['Critical', 'Warning', 'Info'].find((s) => open.some((a) => a.severity === s)) ?? null,
      messagesPerSecond: 34.2,
    };
  }
}
