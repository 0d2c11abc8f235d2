import type { SiteContactor, SiteEvent, SiteGun, SiteModule } from '@/api/siteTypes';
import type { Direction } from '@/ui/SortButton';
import { gunLook, isContactorBad, isGunBad, isGunInUse, isModuleUnwell, moduleLook } from './words';

const collator = new Intl.Collator('en', { numeric: true });

type Key<T> = (row: T) => string | number | null;

/** What is not known comes last, either way; equal rows by id. */
export function sortRows<T extends { id: string }>(rows: readonly T[], key: Key<T>, order: Direction): T[] {
  const way = order === 'asc' ? 1 : -1;
  return rows
    .map((row) => ({ row, by: key(row) }))
    .sort((a, b) => {
      if (a.by === null || b.by === null) return a.by === b.by ? collator.compare(a.row.id, b.row.id) : a.by === null ? 1 : -1;
      const compared = typeof a.by === 'number' && typeof b.by === 'number' ? a.by - b.by : collator.compare(String(a.by), String(b.by));
      return compared === 0 ? collator.compare(a.row.id, b.row.id) : way * compared;
    })
    .map(({ row }) => row);
}

const severity: Record<SiteModule['state'], number> = { faulted: 6, lost: 5, derated: 4, moving: 3, charging: 2, ready: 1, off: 0 };

export const moduleKeys: Record<string, Key<SiteModule>> = {
  id: (m) => m.id,
  state: (m) => severity[m.state],
  gun: (m) => m.gun,
  power: (m) => m.powerW,
  voltage: (m) => m.voltageV,
  current: (m) => m.currentA,
  temperature: (m) => m.temperatureC,
  lost: (m) => m.lostFrames,
  bus: (m) => `${m.bus} ${String(m.address).padStart(5, '0')}`,
};

const contactorRank: Record<SiteContactor['state'], number> = {
  welded: 6,
  stuckOpen: 5,
  unknown: 4,
  closing: 3,
  opening: 2,
  closed: 1,
  open: 0,
};

export const contactorKeys: Record<string, Key<SiteContactor>> = {
  id: (c) => c.id,
  state: (c) => contactorRank[c.state],
  from: (c) => c.from,
  to: (c) => c.to,
  cycles: (c) => c.cycles,
  wear: (c) => c.wearPct,
};

const holds = (wanted: string, ...texts: (string | null)[]) =>
  texts.some((text) => text?.toLowerCase().includes(wanted.toLowerCase()) ?? false);

export const findModules = (rows: readonly SiteModule[], wanted: string | undefined, unwell: boolean): SiteModule[] =>
  rows.filter(
    (m) =>
      (!unwell || isModuleUnwell(m)) &&
      (!wanted ||
        holds(wanted, m.id, m.gun, m.serial, m.family, m.bus, moduleLook(m).label, ...m.errors.map((e) => `${e.code} ${e.text}`))),
  );

/** Worn above this share of their rated life, contactors are listed as not well. */
export const wornPct = 80;

export const isContactorUnwell = (c: SiteContactor): boolean => isContactorBad(c) || c.state === 'unknown' || (c.wearPct ?? 0) >= wornPct;

export const findContactors = (
  rows: readonly SiteContactor[],
  wanted: string | undefined,
  which: 'unwell' | 'closed' | undefined,
): SiteContactor[] =>
  rows.filter(
    (c) =>
      (which === undefined || (which === 'unwell' ? isContactorUnwell(c) : c.state !== 'open' && c.state !== 'stuckOpen')) &&
      (!wanted || holds(wanted, c.id, c.from, c.to)),
  );

export const findEvents = (
  rows: readonly SiteEvent[],
  wanted: string | undefined,
  atLeast: 'warning' | 'critical' | undefined,
): SiteEvent[] =>
  rows.filter(
    (e) =>
      (atLeast === undefined || e.severity === 'critical' || (atLeast === 'warning' && e.severity === 'warning')) &&
      (!wanted || holds(wanted, e.subject, e.text)),
  );

export const findGuns = (rows: readonly SiteGun[], wanted: string | undefined, which: 'use' | 'fault' | undefined): SiteGun[] =>
  rows.filter(
    (g) =>
      (which === undefined || (which === 'use' ? isGunInUse(g) : isGunBad(g))) &&
      (!wanted || holds(wanted, g.id, g.vehicle?.id ?? null, gunLook(g).label)),
  );
