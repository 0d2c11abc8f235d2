import type { Site } from '@/api/siteTypes';

/** Where everything in the one-line diagram stands, in its own pixels. Depends on what there is, never on what it does. */
export interface Layout {
  width: number;
  height: number;
  /** Distance of two modules, and of two rows. */
  column: number;
  row: number;
  /** The grid's bar. */
  grid: { x1: number; x2: number; y: number };
  modules: { id: string; x: number }[];
  /** Busbars first, then guns: horizontal lines that modules are switched to. */
  rows: { id: string; y: number; isGun: boolean }[];
  /** Of the boxes of modules. */
  moduleTop: number;
  moduleHeight: number;
  moduleWidth: number;
  /** Bottom of the grid, the modules and links between them: what stays in sight when the matrix scrolls. */
  headHeight: number;
  /** Where rows begin, and where the boxes of guns do. */
  left: number;
  right: number;
  gunWidth: number;
  contactors: Spot[];
  /** Text in the boxes of modules and guns fits only then. */
  roomy: boolean;
}

/** A contactor: a crossing of a module and a row, a link of two rows, or a link of two modules. */
export interface Spot {
  id: string;
  kind: 'cross' | 'rows' | 'modules';
  x: number;
  y: number;
  /** The other end of a link; equal to x and y for a crossing. */
  x2: number;
  y2: number;
}

const pad = 16;
const linkStep = 14;

/** Narrower the more there are, so that a small site is read from afar and a large one fits a few screens. */
const columnOf = (modules: number, narrow: boolean) => (modules <= 12 ? (narrow ? 52 : 84) : modules <= 24 ? 48 : modules <= 60 ? 22 : 13);
const rowOf = (rows: number) => (rows <= 12 ? 44 : rows <= 24 ? 32 : 20);

export function layOut(site: Pick<Site, 'modules' | 'guns' | 'contactors'>, narrow = false): Layout {
  const moduleIds = site.modules.map((m) => m.id);
  const gunIds = new Set(site.guns.map((g) => g.id));
  const isModule = new Set(moduleIds);
  const busbars: string[] = [];
  const seen = new Set<string>();
  for (const { from, to } of site.contactors) {
    for (const node of [from, to]) {
      if (isModule.has(node) || gunIds.has(node) || seen.has(node)) continue;
      seen.add(node);
      busbars.push(node);
    }
  }
  const between = site.contactors.filter((c) => isModule.has(c.from) && isModule.has(c.to)).length;
  const linked = site.contactors.filter((c) => !isModule.has(c.from) && !isModule.has(c.to)).length;

  const column = columnOf(moduleIds.length, narrow);
  const rowCount = busbars.length + site.guns.length;
  const row = rowOf(rowCount);
  const roomy = column >= 44;
  const moduleTop = 46;
  const moduleHeight = roomy ? 44 : 34;
  const left = pad + (roomy ? 0 : 4);
  const firstX = left + column / 2;
  const chain = between > 0 ? 10 + Math.min(3, between) * 8 : 0;
  const firstY = moduleTop + moduleHeight + chain + Math.max(24, row * 0.7);
  const matrixRight = left + moduleIds.length * column + 6;
  const right = matrixRight + 34 + linked * linkStep;
  const gunWidth = narrow ? 150 : rowCount <= 24 ? 204 : 196;

  const modules = moduleIds.map((id, i) => ({ id, x: firstX + i * column }));
  const rows = [
    ...busbars.map((id, i) => ({ id, y: firstY + i * row, isGun: false })),
    ...site.guns.map((g, i) => ({ id: g.id, y: firstY + (busbars.length + i) * row, isGun: true })),
  ];
  const xOf = new Map(modules.map((m) => [m.id, m.x]));
  const yOf = new Map(rows.map((r) => [r.id, r.y]));

  let links = 0;
  let chained = 0;
  const contactors = site.contactors.map(({ id, from, to }): Spot => {
    const x = xOf.get(from) ?? xOf.get(to);
    const y = yOf.get(from) ?? yOf.get(to);
    if (x !== undefined && y !== undefined) return { id, kind: 'cross', x, y, x2: x, y2: y };
    if (x !== undefined) {
      const level = moduleTop + moduleHeight + 10 + (chained++ % 3) * 8;
      return { id, kind: 'modules', x, y: level, x2: xOf.get(to)!, y2: level };
    }
    const lane = matrixRight + 12 + links++ * linkStep;
    return { id, kind: 'rows', x: lane, y: yOf.get(from)!, x2: lane, y2: yOf.get(to)! };
  });

  return {
    width: right + gunWidth + pad,
    height: (rows.at(-1)?.y ?? firstY) + row / 2 + pad,
    column,
    row,
    grid: { x1: left, x2: Math.max(matrixRight, left + 120), y: 20 },
    modules,
    rows,
    moduleTop,
    moduleHeight,
    headHeight: moduleTop + moduleHeight + chain + 1,
    moduleWidth: roomy ? column - 10 : Math.max(9, column - 4),
    left,
    right,
    gunWidth,
    contactors,
    roomy,
  };
}

/** The crossing that is nearest to a point, or null when it is outside of the matrix. */
export function crossingAt(layout: Layout, x: number, y: number): { module: number; row: number } | null {
  const module = Math.round((x - (layout.modules[0]?.x ?? 0)) / layout.column);
  const row = Math.round((y - (layout.rows[0]?.y ?? 0)) / layout.row);
  const inside = module >= 0 && module < layout.modules.length && row >= 0 && row < layout.rows.length;
  return inside && x < layout.right ? { module, row } : null;
}
