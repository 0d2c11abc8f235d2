import type uPlot from 'uplot';

/** Two runs on one axis: where one of them has no point of its own the other's stands alone, and its line runs on. */
export function besideEachOther(xs: number[], columns: number[][], otherXs: number[], otherColumns: number[][]): uPlot.AlignedData {
  const all: number[] = [];
  const width = columns.length + otherColumns.length;
  const lines = Array.from({ length: width }, () => [] as (number | undefined)[]);
  let i = 0;
  let j = 0;
  while (i < xs.length || j < otherXs.length) {
    const x = Math.min(xs[i] ?? Infinity, otherXs[j] ?? Infinity);
    const own = xs[i] === x;
    const other = otherXs[j] === x;
    all.push(x);
    columns.forEach((column, c) => lines[c]!.push(own ? column[i] : undefined));
    otherColumns.forEach((column, c) => lines[columns.length + c]!.push(other ? column[j] : undefined));
    if (own) i++;
    if (other) j++;
  }
  return [all, ...lines] as uPlot.AlignedData;
}

/** Energy out of the energy in, %, of a run that came back to where it began; null for one that did not. */
export function efficiencyPct(run: { chargedWh: number; dischargedWh: number; chargedAh: number; dischargedAh: number }): number | null {
  if (run.chargedAh <= 0 || Math.abs(run.chargedAh - run.dischargedAh) > 0.01 * run.chargedAh) return null;
  return (100 * run.dischargedWh) / run.chargedWh;
}

/** The cycle after which less than this share of the new capacity is left, by a straight line through the last half; null when it never falls. */
export function endOfLife(capacities: readonly number[], newCapacity: number, share: number): number | null {
  const limit = share * newCapacity;
  const already = capacities.findIndex((c) => c <= limit);
  if (already >= 0) return already + 1;
  const from = Math.floor(capacities.length / 2);
  const steps = capacities.length - 1 - from;
  if (steps < 2) return null;
  const slope = (capacities.at(-1)! - capacities[from]!) / steps;
  return slope < 0 ? Math.ceil(capacities.length + (limit - capacities.at(-1)!) / slope - 1e-6) : null;
}
