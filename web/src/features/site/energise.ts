import type { ContactorState, Site } from '@/api/siteTypes';

export const gunHues = 12;

/** What is joined by contactors that conduct: for every node the gun whose it is. */
export interface Islands {
  /** Gun by node (module, busbar or gun); nodes that are with no gun are not in it. */
  gunOf: Map<string, string>;
  /** Guns whose island carries voltage. */
  live: Set<string>;
  /** Guns that are joined with another one, which must never be. */
  joined: Set<string>;
}

/** Above this, an island is drawn as live: the touch voltage limit of IEC 61851-23. */
const liveAboveV = 60;

/** A contactor that conducts, or may: opening ones do until they are seen open. */
export const conducts = (state: ContactorState): boolean => state === 'closed' || state === 'welded' || state === 'opening';

/** Follows the conducting contactors from every gun that has modules, then from the others. */
export function findIslands(site: Pick<Site, 'modules' | 'guns' | 'contactors'>): Islands {
  const next = new Map<string, string[]>();
  const add = (from: string, to: string) => {
    const list = next.get(from);
    if (list) list.push(to);
    else next.set(from, [to]);
  };
  for (const { from, to, state } of site.contactors) {
    if (!conducts(state)) continue;
    add(from, to);
    add(to, from);
  }
  const voltage = new Map(site.modules.map((m) => [m.id, m.voltageV ?? 0]));
  const guns = new Set(site.guns.map((g) => g.id));
  const gunOf = new Map<string, string>();
  const live = new Set<string>();
  const joined = new Set<string>();
  for (const gun of site.guns) {
    if (gunOf.has(gun.id)) continue;
    let highest = gun.measured.voltageV ?? 0;
    const members = [gun.id];
    gunOf.set(gun.id, gun.id);
    const open = [gun.id];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      highest = Math.max(highest, voltage.get(node) ?? 0);
      for (const other of next.get(node) ?? []) {
        if (gunOf.has(other)) continue;
        gunOf.set(other, gun.id);
        if (guns.has(other)) members.push(other);
        open.push(other);
      }
    }
    if (highest > liveAboveV) members.forEach((id) => live.add(id));
    if (members.length > 1) members.forEach((id) => joined.add(id));
  }
  return { gunOf, live, joined };
}

/** The colour of a gun: neighbours differ, and a gun keeps its colour whatever it does. */
export const hueOf = (index: number): number => (index % gunHues) + 1;

export const gunColor = (index: number): string => `var(--gun-${hueOf(index)})`;
