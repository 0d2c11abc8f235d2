import type { Site, SiteGun, SiteModule } from '@/api/siteTypes';

/** A resting site for tests: a full matrix, everything open and off. */
export function makeSite(guns: number, modules: number): Site {
  const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
  const limit = { valueW: 100_000, source: 'grid connection' };
  return {
    id: 's',
    name: 'Test',
    online: true,
    policy: 'equal',
    policies: ['equal'],
    limit,
    ownLimitW: null,
    totals: { demandW: 0, allocatedW: 0, deliveredW: 0, capacityW: modules * 40_000 },
    emergencyStop: { active: false, since: null, by: null },
    feeders: [],
    events: [],
    modules: numbers(modules).map((n): SiteModule => ({
      id: `M${n}`,
      family: 'infy',
      bus: 'can0',
      address: n,
      serial: null,
      gun: null,
      state: 'off',
      setVoltageV: 0,
      setCurrentA: 0,
      voltageV: 0,
      currentA: 0,
      powerW: 0,
      maxPowerW: 40_000,
      temperatureC: 25,
      errors: [],
      lostFrames: 0,
    })),
    contactors: numbers(modules).flatMap((m) =>
      numbers(guns).map((g) => ({ id: `K${m}.${g}`, from: `M${m}`, to: `G${g}`, state: 'open' as const, cycles: 10 * m + g, wearPct: 1 })),
    ),
    guns: numbers(guns).map((n): SiteGun => ({
      id: `G${n}`,
      connectorId: n,
      state: 'standby',
      seccConnected: true,
      operative: true,
      vehicle: null,
      target: null,
      measured: { voltageV: 0, currentA: 0, powerW: 0, energyWh: null },
      demandW: 0,
      allocatedW: 0,
      limit,
      ownLimitW: null,
      modules: [],
      since: '2026-01-01T00:00:00.000Z',
      isolation: { status: 'invalid', resistanceKOhm: null },
      outputContactor: 'open',
      temperatureC: null,
      fault: null,
    })),
  };
}
