import type { PowerPoint } from '@/api/types';

const stepMs = 10_000;
const hourMs = 3_600_000;

/** The last hour in steps of ten seconds: one more point when a step has passed, else the same array. */
export function addPower(points: PowerPoint[], now: number, powerW: number): PowerPoint[] {
  const last = points.at(-1);
  if (last && now - Date.parse(last.at) < stepMs) return points;
  const first = points.findIndex((point) => now - Date.parse(point.at) <= hourMs);
  return [...(first < 0 ? [] : points.slice(first)), { at: new Date(now).toISOString(), powerW }];
}
