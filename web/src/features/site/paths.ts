import type { Site } from '@/api/siteTypes';
import { conducts, type Islands } from './energise';
import type { Layout } from './layout';

/** A line of the diagram in the colour of a gun; x or y is the same at both ends. */
export interface Wire {
  key: string;
  gun: string;
  live: boolean;
  x1: number;
  y1: number;
  x2: number;
  y2: number;
}

interface Reach {
  from: number;
  to: number;
}

const stretch = (reaches: Map<string, Reach>, id: string, at: number) => {
  const known = reaches.get(id);
  if (!known) reaches.set(id, { from: at, to: at });
  else if (at < known.from) known.from = at;
  else if (at > known.to) known.to = at;
};

/** The wires that are joined with a gun: columns as far down, and rows as far left, as contactors conduct. */
export function wiresOf(site: Pick<Site, 'contactors'>, layout: Layout, islands: Islands): Wire[] {
  const columns = new Map<string, Reach>();
  const rows = new Map<string, Reach>();
  const wires: Wire[] = [];
  const bottom = layout.moduleTop + layout.moduleHeight;
  const xOf = new Map(layout.modules.map((m) => [m.id, m.x]));
  const wire = (key: string, node: string, x1: number, y1: number, x2: number, y2: number) => {
    const gun = islands.gunOf.get(node);
    if (gun !== undefined) wires.push({ key, gun, live: islands.live.has(gun), x1, y1, x2, y2 });
  };
  site.contactors.forEach((c, i) => {
    const spot = layout.contactors[i];
    if (!spot || !conducts(c.state)) return;
    if (spot.kind === 'cross') {
      const [module, row] = xOf.has(c.from) ? [c.from, c.to] : [c.to, c.from];
      stretch(columns, module, spot.y);
      stretch(rows, row, spot.x);
    } else if (spot.kind === 'rows') {
      stretch(rows, c.from, spot.x);
      stretch(rows, c.to, spot.x);
      wire(`link ${c.id}`, c.from, spot.x, spot.y, spot.x2, spot.y2);
    } else {
      stretch(columns, c.from, spot.y);
      stretch(columns, c.to, spot.y);
      wire(`link ${c.id}`, c.from, spot.x, spot.y, spot.x2, spot.y2);
    }
  });
  for (const { id, x } of layout.modules) {
    const reach = columns.get(id);
    if (reach) wire(`column ${id}`, id, x, bottom, x, reach.to);
  }
  for (const { id, y, isGun } of layout.rows) {
    const reach = rows.get(id);
    if (reach) wire(`row ${id}`, id, reach.from, y, isGun ? layout.right : reach.to, y);
  }
  return wires;
}

/** Columns down to their last contactor, and rows from their first: a gun's to its box, a busbar's to its last contactor. */
export function stillWires(layout: Layout): { columns: { x: number; to: number }[]; rows: { y: number; from: number; to: number }[] } {
  const columns = new Map<number, number>();
  const rows = new Map<number, Reach>();
  const reach = (y: number, x: number) => {
    const known = rows.get(y);
    if (!known) rows.set(y, { from: x, to: x });
    else rows.set(y, { from: Math.min(known.from, x), to: Math.max(known.to, x) });
  };
  for (const { kind, x, y, y2 } of layout.contactors) {
    if (kind === 'cross') {
      columns.set(x, Math.max(columns.get(x) ?? 0, y));
      reach(y, x);
    } else if (kind === 'rows') {
      reach(y, x);
      reach(y2, x);
    }
  }
  return {
    columns: [...columns].map(([x, to]) => ({ x, to })),
    rows: layout.rows.flatMap(({ y, isGun }) => {
      const found = rows.get(y);
      return found ? [{ y, from: found.from, to: isGun ? layout.right : found.to }] : [];
    }),
  };
}
