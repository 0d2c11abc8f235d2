import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { ApiError, del, get, getPage, post, put, withParams } from '@/api/http';
import type { Site, SiteSummary } from '@/api/siteTypes';
import { link } from '@/live/hub';
import { SiteFeed } from './feed';

const pollMs = 2_000;
const mostSites = 1_000;

export const sitePath = (id: string, rest = ''): string => `/sites/${encodeURIComponent(id)}${rest}`;

/** Every site in short; `poll` keeps it up to date. */
export const useSites = (poll = false) =>
  useQuery({
    queryKey: ['sites'],
    queryFn: async ({ signal }) => (await getPage<SiteSummary>(withParams('/sites', { limit: mostSites }), signal)).rows,
    refetchInterval: poll ? pollMs : false,
  });

export const isUnknownSite = (error: unknown): boolean => error instanceof ApiError && error.status === 404;

/** One site, live as long as it is shown. */
export function useSite(id: string): { site: Site | undefined; error: unknown; retry(): void } {
  const first = useQuery({ queryKey: ['site', id], staleTime: Infinity, queryFn: ({ signal }) => get<Site>(sitePath(id), signal) });
  const feed = useMemo(() => new SiteFeed(id, () => link.askSite(id)), [id]);
  useEffect(() => {
    const unwatch = link.watchSite(id, (snapshot) => feed.restart(snapshot));
    const leave = link.on('site', (change) => feed.take(change));
    return () => {
      leave();
      unwatch();
    };
  }, [id, feed]);
  const live = useSyncExternalStore(feed.subscribe, () => feed.site);
  return { site: live ?? first.data, error: first.error, retry: () => void first.refetch() };
}

export interface SiteCommands {
  emergencyStop(reason: string): Promise<void>;
  release(): Promise<void>;
  setLimit(limitW: number | null): Promise<void>;
  setPolicy(policy: string): Promise<void>;
  setGunLimit(gun: string, limitW: number | null): Promise<void>;
  stopGun(gun: string): Promise<void>;
  recover(module: string): Promise<void>;
}

/** What an operator may ask of the site; each settles once its controller has taken or refused it. */
export function siteCommands(id: string): SiteCommands {
  const gunPath = (gun: string, rest: string) => sitePath(id, `/guns/${encodeURIComponent(gun)}/${rest}`);
  return {
    emergencyStop: (reason) => post(sitePath(id, '/emergency-stop'), { reason }),
    release: () => del(sitePath(id, '/emergency-stop')),
    setLimit: (limitW) => put(sitePath(id, '/limit'), { limitW }),
    setPolicy: (policy) => put(sitePath(id, '/policy'), { policy }),
    setGunLimit: (gun, limitW) => put(gunPath(gun, 'limit'), { limitW }),
    stopGun: (gun) => post(gunPath(gun, 'stop')),
    recover: (module) => post(sitePath(id, `/modules/${encodeURIComponent(module)}/recover`)),
  };
}

/** Runs one of the commands and keeps why it failed. */
export const useSiteCommand = () => useMutation({ mutationFn: (run: () => Promise<void>) => run() });
