// Fake sites, the same at every start: three sizes, each in normal use and with faults, one with busbars, one that is offline.
const moduleW = 40_000;
const maxEvents = 200;

/** Small steps of a linear congruential generator: the same numbers at every start. */
function numbers(seed) {
  let state = seed;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
}

export class FakeSites {
  constructor() {
    this.sites = new Map();
    this.add('depot', 'Depot', 6, 9);
    this.add('depot-fault', 'Depot with faults', 6, 9, { fault: true });
    this.add('kerb', 'Kerb', 1, 2);
    this.add('kerb-fault', 'Kerb with faults', 1, 2, { fault: true });
    this.add('terminal', 'Truck terminal', 72, 144);
    this.add('terminal-fault', 'Truck terminal with faults', 72, 144, { fault: true });
    this.add('ring', 'Ring of busbars', 4, 8, { ring: true });
    this.add('away', 'Away', 6, 9, { offline: true });
    this.add('bare', 'Not configured', 0, 0);
  }

  add(id, name, guns, modules, how = {}) {
    this.sites.set(id, new FakeSite(id, name, guns, modules, how));
  }

  list() {
    return [...this.sites.values()].map(({ view: v }) => ({
      id: v.id,
      name: v.name,
      online: v.online,
      guns: v.guns.length,
      charging: v.guns.filter((g) => g.state === 'charge').length,
      modules: v.modules.length,
      contactors: v.contactors.length,
      faults:
        v.guns.filter((g) => g.fault).length +
        v.modules.filter((m) => m.state === 'faulted' || m.state === 'lost').length +
        v.contactors.filter((c) => c.state === 'welded' || c.state === 'stuckOpen').length,
      emergencyStop: v.emergencyStop.active,
      limit: v.limit,
      totals: v.totals,
    }));
  }
}

class FakeSite {
  seq = 0;
  steps = 0;

  constructor(id, name, guns, modules, { fault = false, ring = false, offline = false }) {
    const next = numbers(guns * 1000 + modules);
    const started = Date.now() - 3_600_000;
    const ago = (s) => new Date(started + 3_600_000 - s * 1000).toISOString();
    this.next = next;
    this.fault = fault;
    const gridW = Math.max(100_000, Math.ceil((modules * moduleW) / 50_000) * 50_000);
    const width = guns > 9 ? 2 : 1;
    const name2 = (prefix, n) => `${prefix}${String(n + 1).padStart(width, '0')}`;
    this.view = {
      id,
      name,
      online: !offline,
      policy: 'equal',
      policies: ['exact', 'highest-demand-first', 'first-come', 'equal', 'priority'],
      limit: { valueW: gridW, source: 'grid connection' },
      ownLimitW: null,
      totals: { demandW: 0, allocatedW: 0, deliveredW: 0, capacityW: modules * moduleW },
      feeders: guns === 0 ? [] : [{ id: 'F1', limitW: gridW, usedW: 0 }],
      modules: Array.from({ length: modules }, (_, i) => ({
        id: `M${i + 1}`,
        family: ['infy', 'uugreen', 'winline'][Math.floor(i / 48) % 3],
        bus: `can${Math.floor(i / 24)}`,
        address: (i % 24) + 1,
        serial: `SN24${String(1000 + i * 7)}`,
        gun: null,
        state: 'off',
        setVoltageV: 0,
        setCurrentA: 0,
        voltageV: 0,
        currentA: 0,
        powerW: 0,
        maxPowerW: moduleW,
        temperatureC: 24 + Math.round(next() * 60) / 10,
        errors: [],
        lostFrames: next() < 0.06 ? Math.floor(next() * 40) : 0,
      })),
      contactors: [],
      guns: [],
      events: [],
      emergencyStop: { active: false, since: null, by: null },
    };
    const { view } = this;
    const contactor = (from, to) => {
      const cycles = Math.floor(next() * next() * 60_000);
      view.contactors.push({
        id: `K${view.contactors.length + 1}`,
        from,
        to,
        state: 'open',
        cycles,
        wearPct: Math.round(cycles / 60) / 10,
      });
    };
    if (ring) {
      view.modules.forEach((m, i) => contactor(m.id, `B${Math.floor(i / 2) + 1}`));
      for (let g = 0; g < guns; g++) contactor(`B${g + 1}`, `GUN${g + 1}`);
      for (let g = 0; g < guns; g++) contactor(`B${g + 1}`, `B${((g + 1) % guns) + 1}`);
    } else for (const m of view.modules) for (let g = 0; g < guns; g++) contactor(m.id, name2('GUN', g));
    const at = (from, to) => view.contactors.find((c) => c.from === from && c.to === to);

    let free = 0;
    for (let g = 0; g < guns; g++) {
      const gunId = name2('GUN', g);
      const used = guns === 1 || (g % 3 !== 2 && free < modules);
      const demandW = used ? Math.round(25_000 + next() * 130_000) : 0;
      const wanted = ring ? 2 : Math.min(modules - free, Math.ceil(demandW / moduleW), 4);
      const mine = used ? view.modules.slice(ring ? g * 2 : free, (ring ? g * 2 : free) + wanted) : [];
      free += mine.length;
      const voltageV = Math.round(360 + next() * 420);
      const allocatedW = Math.min(demandW, mine.length * moduleW);
      for (const m of mine) {
        Object.assign(m, {
          gun: gunId,
          state: 'charging',
          setVoltageV: voltageV,
          setCurrentA: Math.round(allocatedW / mine.length / voltageV),
        });
        m.temperatureC += 18;
        (at(m.id, gunId) ?? at(m.id, `B${g + 1}`)).state = 'closed';
      }
      if (ring && used) at(`B${g + 1}`, gunId).state = 'closed';
      view.guns.push({
        id: gunId,
        connectorId: g + 1,
        state: used ? 'charge' : 'standby',
        seccConnected: true,
        operative: true,
        vehicle: used ? { connected: true, id: `DE*${1000 + g}`, socPct: 20 + Math.floor(next() * 60), maxPowerW: demandW } : null,
        target: used ? { voltageV, currentA: Math.round(demandW / voltageV) } : null,
        measured: { voltageV: used ? voltageV : 3, currentA: 0, powerW: 0, energyWh: used ? Math.round(next() * 30_000) : null },
        demandW,
        allocatedW,
        limit: allocatedW < demandW ? { valueW: allocatedW, source: 'modules' } : { valueW: 180_000, source: g % 2 ? 'cable' : 'gun' },
        ownLimitW: null,
        modules: mine.map((m) => m.id),
        since: ago(60 + next() * 3000),
        isolation: used
          ? { status: 'valid', resistanceKOhm: 900 + Math.round(next() * 2000) }
          : { status: 'invalid', resistanceKOhm: null },
        outputContactor: used ? 'closed' : 'open',
        temperatureC: 24 + Math.round(next() * 200) / 10,
        fault: null,
      });
    }
    const say = (s, severity, subject, text) => view.events.push({ at: ago(s), severity, subject, text });
    if (fault) this.break(ago, at, say);
    else if (guns > 1) this.arrive();
    for (const [i, gun] of view.guns.entries())
      if (gun.vehicle) say(120 + i * 31, 'info', gun.id, `A session started with ${gun.vehicle.id}.`);
    if (guns > 0) say(3500, 'info', id, 'The site controller started; every contactor was seen open.');
    view.events.sort((a, b) => (a.at < b.at ? 1 : -1)).splice(maxEvents);
    this.flow();
  }

  /** One vehicle is about to begin, and a module moves to it. */
  arrive() {
    const { view } = this;
    const gun = view.guns.find((g) => g.state === 'standby');
    const module = view.modules.findLast((m) => m.gun === null);
    if (!gun || !module) return;
    Object.assign(gun, {
      state: 'preCharge',
      demandW: 60_000,
      allocatedW: moduleW,
      modules: [module.id],
      target: { voltageV: 640, currentA: 94 },
    });
    Object.assign(gun, {
      vehicle: { connected: true, id: null, socPct: 11, maxPowerW: 60_000 },
      limit: { valueW: moduleW, source: 'modules' },
    });
    Object.assign(module, { gun: gun.id, state: 'moving' });
    const contactor = view.contactors.find((c) => c.from === module.id && (c.to === gun.id || c.to.startsWith('B')));
    contactor.state = 'closing';
  }

  break(ago, at, say) {
    const { view } = this;
    const [first, second] = view.guns;
    const gun = second ?? first;
    const [stuck] = gun.modules;
    Object.assign(gun, {
      state: 'fault',
      measured: { voltageV: 12, currentA: 0, powerW: 0, energyWh: 4_210 },
      allocatedW: 0,
      demandW: 0,
      target: null,
      isolation: { status: 'fault', resistanceKOhm: 41 },
      outputContactor: 'open',
      fault: { code: 'isolationFault', text: 'Insulation 41 kΩ, below the fault limit of 100 kΩ', since: ago(95) },
    });
    for (const id of gun.modules) {
      const module = view.modules.find((m) => m.id === id);
      Object.assign(module, { gun: null, state: 'off', powerW: 0, currentA: 0, voltageV: 4, setVoltageV: 0, setCurrentA: 0 });
      at(id, gun.id).state = id === stuck ? 'welded' : 'open';
    }
    gun.modules = [];
    say(95, 'critical', gun.id, 'Insulation 41 kΩ, below the fault limit of 100 kΩ: the session was ended.');
    say(93, 'critical', at(stuck, gun.id).id, `Welded: ${stuck} stays at ${gun.id} though told to open. ${stuck} is out of use elsewhere.`);
    const idle = view.modules.filter((m) => m.gun === null && m.id !== stuck);
    if (idle[0]) {
      Object.assign(idle[0], { state: 'faulted', voltageV: null, maxPowerW: 0 });
      idle[0].errors = [
        { code: 'fanFault', text: 'Fan blocked', severity: 'critical' },
        { code: 'overTemperature', text: 'Too hot', severity: 'warning' },
      ];
      idle[0].temperatureC = 91;
      say(310, 'critical', idle[0].id, 'Fan blocked; the module is out of use.');
    }
    if (idle[1]) {
      Object.assign(idle[1], { state: 'lost', voltageV: null, currentA: null, powerW: null, temperatureC: null, lostFrames: 312 });
      say(610, 'critical', idle[1].id, 'No answer for 1 s: lost.');
    }
    const busy = view.modules.find((m) => m.state === 'charging');
    if (busy) {
      Object.assign(busy, { state: 'derated', maxPowerW: 26_000, temperatureC: 78 });
      busy.errors = [{ code: 'derating', text: 'Derated by temperature', severity: 'warning' }];
      say(700, 'warning', busy.id, 'Derated to 26 kW: inlet 58 °C.');
    }
    const stuckOpen = view.contactors.findLast((c) => c.state === 'open');
    if (stuckOpen && view.guns.length > 1) {
      stuckOpen.state = 'stuckOpen';
      say(820, 'critical', stuckOpen.id, 'Stuck open: told to close, not seen closed within 200 ms.');
    }
    if (view.guns.length > 3) {
      Object.assign(view.guns[3], { state: 'cableCheck', isolation: { status: 'warning', resistanceKOhm: 310 } });
      view.guns.at(-1).seccConnected = false;
      view.guns.at(-2).operative = false;
    }
  }

  /** What flows at this step; it wavers a little. */
  flow() {
    const { view } = this;
    const stopped = view.emergencyStop.active;
    const wave = (i) => 1 + 0.012 * Math.sin(this.steps / 6 + i);
    view.modules = view.modules.map((m, i) => {
      if (m.state !== 'charging' && m.state !== 'derated') return m;
      const gun = view.guns.find((g) => g.id === m.gun);
      const share = stopped ? 0 : Math.min(m.maxPowerW, (gun.allocatedW / Math.max(1, gun.modules.length)) * wave(i));
      const voltageV = gun.target?.voltageV ?? 400;
      return { ...m, voltageV: voltageV + wave(i), powerW: Math.round(share), currentA: Math.round((share / voltageV) * 10) / 10 };
    });
    view.guns = view.guns.map((g) => {
      if (g.state !== 'charge') return g;
      const powerW = view.modules.filter((m) => m.gun === g.id).reduce((sum, m) => sum + (m.powerW ?? 0), 0);
      const energyWh = g.measured.energyWh + powerW / 3600 / 4;
      return { ...g, measured: { ...g.measured, powerW, currentA: Math.round((powerW / g.measured.voltageV) * 10) / 10, energyWh } };
    });
    const sum = (key) => view.guns.reduce((total, g) => total + g[key], 0);
    const deliveredW = view.guns.reduce((total, g) => total + (g.measured.powerW ?? 0), 0);
    view.totals = {
      demandW: sum('demandW'),
      allocatedW: sum('allocatedW'),
      deliveredW,
      capacityW: view.modules.filter((m) => m.state !== 'faulted' && m.state !== 'lost').reduce((total, m) => total + m.maxPowerW, 0),
    };
    view.feeders = view.feeders.map((f) => ({ ...f, usedW: Math.round(deliveredW * 1.04) }));
  }

  /** A step of a quarter of a second: what differs, or null. */
  step() {
    if (!this.view.online) return null;
    const before = this.sent ?? { ...this.view };
    this.steps++;
    this.flow();
    this.sent = { ...this.view };
    const rows = (key) => this.view[key].filter((row, i) => row !== before[key][i]);
    const { name, online, policy, policies, limit, ownLimitW, totals, emergencyStop } = this.view;
    return {
      id: this.view.id,
      seq: ++this.seq,
      head: { name, online, policy, policies, limit, ownLimitW, totals, emergencyStop },
      feeders: this.view.feeders,
      modules: rows('modules'),
      contactors: rows('contactors'),
      guns: rows('guns'),
      events: (this.said ?? []).splice(0),
    };
  }

  tell(severity, subject, text) {
    const event = { at: new Date().toISOString(), severity, subject, text };
    this.view.events.unshift(event);
    (this.said ??= []).unshift(event);
  }

  stop(reason, by) {
    this.view.emergencyStop = { active: true, since: new Date().toISOString(), by: `${by}: ${reason}` };
    this.view.guns = this.view.guns.map((g) => ({
      ...g,
      state: g.state === 'fault' ? g.state : 'standby',
      allocatedW: 0,
      modules: [],
      outputContactor: 'open',
      measured: { ...g.measured, powerW: 0, currentA: 0 },
    }));
    this.view.modules = this.view.modules.map((m) =>
      m.state === 'faulted' || m.state === 'lost' ? m : { ...m, state: 'off', gun: null, powerW: 0, currentA: 0, voltageV: 0 },
    );
    this.view.contactors = this.view.contactors.map((c) =>
      c.state === 'open' || c.state === 'welded' || c.state === 'stuckOpen' ? c : { ...c, state: 'open' },
    );
    this.tell('critical', this.view.id, `Emergency stop by ${by}: ${reason}`);
  }
}
