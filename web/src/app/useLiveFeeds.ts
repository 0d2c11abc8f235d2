import { useEffect, useState } from 'react';
import { reportUnauthorised } from '@/api/http';
import { queryClient } from '@/api/queryClient';
import { followFleet } from '@/live/fleet';
import { link, runLink } from '@/live/hub';
import { readServerClock } from '@/live/serverClock';
import { followAlarms, followTransactions } from '@/live/patchQueries';
import { followOverview } from '@/features/overview/query';

/** Starts the live view and lets the console's data follow it. Returns why the stations could not be read, if so. */
export function useLiveFeeds(): unknown {
  const [readError, setReadError] = useState<unknown>(null);
  useEffect(() => {
    let first = true;
    const leave = [
      followFleet(setReadError),
      followOverview(link),
      followAlarms(link),
      followTransactions(link),
      link.on('unauthorised', reportUnauthorised),
      link.on('fresh', () => {
        void readServerClock().catch(() => undefined);
        // What was on the screen before an interruption may have missed something.
        if (!first) void queryClient.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
        first = false;
      }),
      runLink(),
    ];
    return () => leave.forEach((off) => off());
  }, []);
  return readError;
}
