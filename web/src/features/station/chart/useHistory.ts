import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getPage, type Page, withParams } from '@/api/http';
import type { MeterPoint } from '@/api/types';
import { serverNow } from '@/live/serverClock';
import { resolutionS, type WindowS } from './measures';

/** A measurand needs at most this many pages: an hour in steps of 15 s over three phases is one. */
const mostPages = 4;

interface Wanted {
  stationId: string;
  connectorId: number;
  measurand: string | null;
  windowS: WindowS;
  /** Middle of the window in ms; null for the window that ends now. */
  atMs: number | null;
  /** Station clock minus ours, in ms. */
  shiftMs: number;
}

export interface History {
  points: MeterPoint[];
}

/** What the hub has kept of a measurand around the window; the live values continue it. */
export function useHistory({ stationId, connectorId, measurand, windowS, atMs, shiftMs }: Wanted) {
  return useQuery({
    queryKey: ['meter', stationId, connectorId, measurand, windowS, atMs, shiftMs],
    // The live view begins with the last two minutes by itself.
    enabled: measurand !== null && (atMs !== null || windowS > 60),
    placeholderData: keepPreviousData,
    staleTime: atMs === null ? 0 : Infinity,
    gcTime: 30_000,
    queryFn: async ({ signal }): Promise<History> => {
      const end = (atMs === null ? serverNow() + 5_000 : atMs + (windowS * 1000) / 2) + shiftMs;
      const from = end - windowS * 1000 - 10_000;
      const points: MeterPoint[] = [];
      let after: string | null = null;
      for (let n = 0; n < mostPages; n++) {
        const page: Page<MeterPoint> = await getPage<MeterPoint>(
          withParams(`/chargers/${encodeURIComponent(stationId)}/meter-values`, {
            connectorId,
            measurand,
            from: new Date(from).toISOString(),
            to: new Date(end).toISOString(),
            resolution: resolutionS[windowS],
            limit: 1000,
            after,
          }),
          signal,
        );
        points.push(...page.rows.filter((p) => p.location === null || p.location === 'Outlet'));
        after = page.next;
        if (!after) break;
      }
      return { points };
    },
  });
}
