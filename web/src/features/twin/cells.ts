import type { PackCell } from '@/api/twinTypes';

export interface Extreme {
  what: string;
  cell: PackCell;
}

/** The cells at both ends of what matters, each named once per end. */
export function extremes(cells: readonly PackCell[]): Extreme[] {
  if (cells.length === 0) return [];
  const most = (of: (cell: PackCell) => number) => cells.reduce((best, cell) => (of(cell) > of(best) ? cell : best));
  return [
    { what: 'highest voltage', cell: most((c) => c.voltageV) },
    { what: 'lowest voltage', cell: most((c) => -c.voltageV) },
    { what: 'fullest', cell: most((c) => c.socPct) },
    { what: 'emptiest', cell: most((c) => -c.socPct) },
    { what: 'least capacity', cell: most((c) => -c.capacityAh) },
    { what: 'hottest', cell: most((c) => c.temperatureC) },
  ];
}
