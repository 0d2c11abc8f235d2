import type { FitParameterName, TwinEstimate, TwinProfile } from '@/api/twinTypes';
import { fixed } from '@/format/units';

export const parameterWords: Record<FitParameterName, string> = {
  capacity: 'Capacity',
  resistance: 'Resistance',
  'diffusion-time': 'Diffusion time',
  'sei-rate': 'Growth of SEI',
  'lost-lithium': 'Lost lithium',
};

/** Where chi-square has risen by this, the 95 % interval ends. */
export const endOfInterval = 3.841;

/** Points between two that were tried. */
const between = 12;

/**
 * A profile as a line: the root of the rise is nearly straight from one point that was tried to the next, so it is the root that is
 * drawn straight, with a sign on either side of the best.
 */
export function profileLine({ value, rise }: Pick<TwinProfile, 'value' | 'rise'>): { x: number[]; y: number[] } {
  const best = rise.indexOf(Math.min(...rise));
  const root = rise.map((r, i) => (i < best ? -1 : 1) * Math.sqrt(Math.max(0, r)));
  const x: number[] = [];
  const y: number[] = [];
  value.forEach((from, i) => {
    const to = value[i + 1];
    const steps = to === undefined || to === from ? 1 : between;
    for (let k = 0; k < steps; k++) {
      const share = k / steps;
      x.push(from + share * ((to ?? from) - from));
      y.push((root[i]! + share * ((root[i + 1] ?? root[i]!) - root[i]!)) ** 2);
    }
  });
  return { x, y };
}

/** What the curvature alone says at the same places; null where it says nothing. */
export function curvatureLine(estimate: TwinEstimate | undefined, x: readonly number[]): (number | null)[] {
  if (!estimate || estimate.standardDeviation === null || estimate.standardDeviation <= 0) return x.map(() => null);
  const { parameter, value, standardDeviation } = estimate;
  // Those that are fitted by their logarithm have a standard deviation of it.
  const told = parameter === 'resistance' || parameter === 'lost-lithium' ? (v: number) => v : Math.log;
  return x.map((v) => ((told(v) - told(value)) / standardDeviation) ** 2);
}

/** "0.8612 to 0.8790", "from 0.8612 up", "up to 0.8790", or "open on both sides". */
export function intervalWords({ low, high }: Pick<TwinProfile, 'low' | 'high'>): string {
  if (low !== null && high !== null) return `${fixed(low, 4)} to ${fixed(high, 4)}`;
  if (low !== null) return `from ${fixed(low, 4)} up`;
  return high !== null ? `up to ${fixed(high, 4)}` : 'open on both sides';
}
