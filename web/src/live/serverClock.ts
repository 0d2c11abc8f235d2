import { get } from '@/api/http';
import type { Info } from '@/api/types';

let offsetMs = 0;

/** The hub's present, as far as we know it: ages are judged by its clock, not by this computer's. */
export const serverNow = (): number => Date.now() + offsetMs;

/** Reads the hub's clock; half the round trip is taken for the way back. */
export async function readServerClock(): Promise<Info> {
  const asked = Date.now();
  const info = await get<Info>('/info');
  offsetMs = offsetOf(Date.parse(info.serverTime), asked, Date.now());
  return info;
}

/** Small differences are within what we can measure and are left alone, so that times do not waver. */
export function offsetOf(serverMs: number, askedMs: number, answeredMs: number): number {
  const offset = serverMs - (askedMs + answeredMs) / 2;
  return Number.isNaN(offset) || Math.abs(offset) < 500 ? 0 : Math.round(offset);
}
