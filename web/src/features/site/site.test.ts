import { describe, expect, it } from 'vitest';
import type { ContactorState, Site } from '@/api/siteTypes';
import { findIslands, gunHues, hueOf } from './energise';
import { crossingAt, layOut } from './layout';
import { contactorKeys, findContactors, findEvents, findModules, moduleKeys, sortRows } from './lists';
import { makeSite } from './testSite';
import { stillWires, wiresOf } from './paths';
import { gunLook, parseKw, policyWords, siteLook, whyWords } from './words';

const set = (site: Site, states: Record<string, ContactorState>): Site => ({
  ...site,
  contactors: site.contactors.map((c) => ({ ...c, state: states[c.id] ?? c.state })),
});

describe('layOut', () => {
  it.each([
    [1, 2],
    [6, 9],
    [72, 144],
  ])('%i guns and %i modules: every crossing is where its module and its gun are, and inside', (guns, modules) => {
    const site = makeSite(guns, modules);
    const layout = layOut(site);
    expect(layout.contactors).toHaveLength(guns * modules);
    const xs = new Map(layout.modules.map((m) => [m.id, m.x]));
    const ys = new Map(layout.rows.map((r) => [r.id, r.y]));
    site.contactors.forEach((c, i) => {
      const spot = layout.contactors[i]!;
      expect([spot.x, spot.y]).toEqual([xs.get(c.from), ys.get(c.to)]);
      expect(spot.x).toBeLessThan(layout.right);
      expect(spot.y).toBeLessThan(layout.height);
    });
    expect(new Set(layout.contactors.map((s) => `${s.x} ${s.y}`)).size).toBe(guns * modules);
  });

  it('a large matrix is dense, a small one has room for text', () => {
    expect(layOut(makeSite(6, 9)).roomy).toBe(true);
    const large = layOut(makeSite(72, 144));
    expect(large.roomy).toBe(false);
    expect(large.width).toBeLessThan(2300);
    expect(large.height).toBeLessThan(1700);
  });

  it('busbars are rows above the guns, with links between rows and between modules', () => {
    const site = makeSite(1, 2);
    const at = { state: 'open' as const, cycles: null, wearPct: null };
    site.contactors = [
      { id: 'a', from: 'M1', to: 'B1', ...at },
      { id: 'b', from: 'B1', to: 'G1', ...at },
      { id: 'c', from: 'M1', to: 'M2', ...at },
    ];
    const layout = layOut(site);
    expect(layout.rows.map((r) => r.id)).toEqual(['B1', 'G1']);
    expect(layout.contactors.map((s) => s.kind)).toEqual(['cross', 'rows', 'modules']);
    expect(layout.contactors[1]).toMatchObject({ y: layout.rows[0]!.y, y2: layout.rows[1]!.y });
  });

  it('a site without anything has a size all the same', () => {
    const layout = layOut({ modules: [], guns: [], contactors: [] });
    expect(layout.width).toBeGreaterThan(0);
    expect(layout.height).toBeGreaterThan(0);
    expect(crossingAt(layout, 0, 0)).toBeNull();
  });

  it('finds the crossing under the pointer, and none beside the matrix', () => {
    const layout = layOut(makeSite(6, 9));
    const spot = layout.contactors[6 * 3 + 4]!;
    expect(crossingAt(layout, spot.x + 3, spot.y - 3)).toEqual({ module: 3, row: 4 });
    expect(crossingAt(layout, layout.right + 50, spot.y)).toBeNull();
    expect(crossingAt(layout, spot.x, 0)).toBeNull();
  });
});

describe('findIslands', () => {
  it('follows closed contactors through busbars and modules', () => {
    const site = makeSite(2, 2);
    const at = { cycles: null, wearPct: null };
    site.contactors = [
      { id: 'a', from: 'M1', to: 'M2', state: 'closed', ...at },
      { id: 'b', from: 'M2', to: 'B1', state: 'closed', ...at },
      { id: 'c', from: 'B1', to: 'G2', state: 'closed', ...at },
    ];
    const { gunOf, joined } = findIslands(site);
    expect(Object.fromEntries(gunOf)).toEqual({ G1: 'G1', G2: 'G2', B1: 'G2', M2: 'G2', M1: 'G2' });
    expect(joined.size).toBe(0);
  });

  it('a welded contactor conducts, one that closes or is stuck does not yet', () => {
    const site = set(makeSite(2, 3), { 'K1.1': 'welded', 'K2.2': 'closing', 'K3.2': 'stuckOpen' });
    expect([...findIslands(site).gunOf.keys()]).toEqual(['G1', 'M1', 'G2']);
  });

  it('two guns on one island are told, whichever state joins them', () => {
    const site = set(makeSite(3, 2), { 'K1.1': 'welded', 'K1.2': 'closed' });
    expect([...findIslands(site).joined]).toEqual(['G1', 'G2']);
  });

  it('an island is live above 60 V at any of its members', () => {
    const site = set(makeSite(2, 2), { 'K1.1': 'closed', 'K2.2': 'closed' });
    site.modules[0]!.voltageV = 400;
    site.modules[1]!.voltageV = 60;
    expect([...findIslands(site).live]).toEqual(['G1']);
  });

  it('neighbouring guns differ in colour, and a colour is one that there is', () => {
    for (let i = 0; i < 72; i++) {
      expect(hueOf(i)).not.toBe(hueOf(i + 1));
      expect(hueOf(i)).toBeGreaterThanOrEqual(1);
      expect(hueOf(i)).toBeLessThanOrEqual(gunHues);
    }
  });
});

describe('wires', () => {
  it('a column goes as far down and a row as far left as contactors conduct, in the colour of their gun', () => {
    const site = set(makeSite(3, 4), { 'K2.1': 'closed', 'K3.1': 'closed', 'K4.3': 'closing' });
    const layout = layOut(site);
    const wires = wiresOf(site, layout, findIslands(site));
    expect(wires.map((w) => w.key)).toEqual(['column M2', 'column M3', 'row G1']);
    expect(new Set(wires.map((w) => w.gun))).toEqual(new Set(['G1']));
    expect(wires[0]).toMatchObject({ x1: layout.modules[1]!.x, x2: layout.modules[1]!.x, y2: layout.rows[0]!.y, live: false });
    expect(wires[2]).toMatchObject({ x1: layout.modules[1]!.x, x2: layout.right, y1: layout.rows[0]!.y });
  });

  it('nothing is drawn in colour where nothing is closed, and no wire without a contactor', () => {
    const site = makeSite(2, 2);
    const layout = layOut(site);
    expect(wiresOf(site, layout, findIslands(site))).toEqual([]);
    site.contactors = site.contactors.filter((c) => c.from === 'M1' && c.to === 'G1');
    const still = stillWires(layOut(site));
    expect(still.columns).toEqual([{ x: layout.modules[0]!.x, to: layout.rows[0]!.y }]);
    expect(still.rows).toEqual([{ y: layout.rows[0]!.y, from: layout.modules[0]!.x, to: layout.right }]);
  });
});

describe('words', () => {
  const gun = makeSite(1, 1).guns[0]!;

  it('a gun shows its fault before anything else, then whether it may be used', () => {
    const fault = { code: 'x', text: 'Isolation', since: gun.since };
    expect(gunLook({ ...gun, fault, operative: false }).label).toBe('Fault');
    expect(gunLook({ ...gun, operative: false, seccConnected: false }).label).toBe('Out of use');
    expect(gunLook({ ...gun, seccConnected: false }).label).toBe('No SECC');
    expect(gunLook({ ...gun, vehicle: { connected: true, id: null, socPct: null, maxPowerW: null } }).label).toBe('Plugged in');
    expect(gunLook({ ...gun, state: 'charge', seccConnected: false }).label).toBe('Charging');
  });

  it('says why a gun gives what it gives', () => {
    const held = { ...gun, state: 'charge' as const, demandW: 120_000, allocatedW: 43_000, limit: { valueW: 43_000, source: 'cable' } };
    expect(whyWords(held)).toBe('held to 43.0\u00a0kW by cable; the vehicle asks for 120\u00a0kW');
    expect(whyWords({ ...held, allocatedW: 119_800 })).toBe('the vehicle asks for 120\u00a0kW and gets it');
    expect(whyWords({ ...held, demandW: 0, allocatedW: 0 })).toBe('the vehicle asks for nothing');
    expect(whyWords(gun)).toBe('up to 100\u00a0kW, by grid connection');
  });

  it('a site shows its emergency stop even when it is offline', () => {
    expect(siteLook({ online: false, emergencyStop: true, faults: 3, charging: 1 }).label).toBe('Emergency stop');
    expect(siteLook({ online: false, emergencyStop: false, faults: 3, charging: 1 }).label).toBe('Offline');
    expect(siteLook({ online: true, emergencyStop: false, faults: 1, charging: 1 }).label).toBe('1 fault');
  });

  it('reads kilowatts as people write them', () => {
    expect([parseKw('50'), parseKw(' 12,5 '), parseKw('0')]).toEqual([50_000, 12_500, 0]);
    expect([parseKw(''), parseKw('-1'), parseKw('fast'), parseKw('1e999')]).toEqual([null, null, null, null]);
  });

  it('names a policy that it does not know as it is', () => {
    expect(policyWords('first-come').name).toBe('First come');
    expect(policyWords('lunar')).toEqual({ name: 'lunar', what: '' });
  });
});

describe('lists', () => {
  it('sorts ids as people count, and what is not known last either way', () => {
    const rows = makeSite(1, 12).modules.map((m, i) => ({ ...m, temperatureC: i === 3 ? null : 40 - i }));
    expect(sortRows(rows, moduleKeys['id']!, 'asc').map((m) => m.id)).toEqual(rows.map((m) => m.id));
    for (const order of ['asc', 'desc'] as const) expect(sortRows(rows, moduleKeys['temperature']!, order).at(-1)!.id).toBe('M4');
    expect(sortRows(rows, moduleKeys['temperature']!, 'desc')[0]!.id).toBe('M1');
  });

  it('puts welded contactors first when sorted by state downwards', () => {
    const site = set(makeSite(1, 4), { 'K2.1': 'closed', 'K3.1': 'welded', 'K4.1': 'stuckOpen' });
    expect(sortRows(site.contactors, contactorKeys['state']!, 'desc').map((c) => c.id)).toEqual(['K3.1', 'K4.1', 'K2.1', 'K1.1']);
    expect(findContactors(site.contactors, undefined, 'unwell').map((c) => c.id)).toEqual(['K3.1', 'K4.1']);
    expect(findContactors(site.contactors, 'm2', undefined).map((c) => c.id)).toEqual(['K2.1']);
  });

  it('finds modules by what they complain of', () => {
    const [a, b] = makeSite(1, 2).modules;
    const ill = { ...b!, errors: [{ code: 'fan', text: 'Fan blocked', severity: 'warning' as const }] };
    expect(findModules([a!, ill], 'blocked', false)).toEqual([ill]);
    expect(findModules([a!, ill], undefined, true)).toEqual([ill]);
  });

  it('filters events by severity and text', () => {
    const at = '2026-01-01T00:00:00.000Z';
    const events = (['info', 'warning', 'critical'] as const).map((severity) => ({
      at,
      severity,
      subject: 'M1',
      text: `${severity} text`,
    }));
    expect(findEvents(events, undefined, 'warning')).toHaveLength(2);
    expect(findEvents(events, undefined, 'critical')).toHaveLength(1);
    expect(findEvents(events, 'm1', undefined)).toHaveLength(3);
    expect(findEvents(events, 'warning t', undefined)).toHaveLength(1);
  });
});
