import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { getPage, withParams } from '@/api/http';
import { queryClient } from '@/api/queryClient';
import type { Message } from '@/api/types';
import { link } from '@/live/hub';
import type { Pages } from '@/live/patchPages';
import type { MessageFilter } from './filter';
import { takeNewest } from './takeNewest';

const pageSize = 100;
const afterNewsMs = 700;
const allEveryMs = 3_000;

/** While following no more than this are kept, so that a day of following costs no more than a minute. */
const mostFollowed = 200;

/** Where the log of one station, or of all, is read as it is filtered. */
export function logPath(stationId: string | null, { direction, action, text, failed, to }: MessageFilter): string {
  const base = stationId === null ? '/messages' : `/chargers/${encodeURIComponent(stationId)}/messages`;
  return withParams(base, { direction, action, text, failed, to });
}

/**
 * The log of one station, or of all. Following, its newest page is read again: one station's when the live view says that
 * it has news, all stations' every few seconds. The live message itself has no place in the log yet: it is told before it is kept.
 */
export function useMessages(stationId: string | null, filter: MessageFilter, following: boolean) {
  const { to } = filter;
  const path = withParams(logPath(stationId, filter), { limit: pageSize });

  useEffect(() => {
    if (!following || to) return;
    return follow(stationId, async () => {
      const page = await getPage<Message>(path);
      queryClient.setQueryData<Pages<Message>>(['messages', path], (data) => data && takeNewest(data, page, mostFollowed));
    });
  }, [stationId, path, following, to]);

  return useInfiniteQuery({
    queryKey: ['messages', path],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => getPage<Message>(after(path, pageParam), signal),
    getNextPageParam: (last) => last.next,
  });
}

const after = (path: string, key: string | null) => (key === null ? path : `${path}&${new URLSearchParams({ after: key }).toString()}`);

/** Calls `read` when there may be news, one call at a time, and not while the page is hidden. */
function follow(stationId: string | null, read: () => Promise<void>): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let reading = false;
  let again = stationId === null;
  let left = false;
  const waitMs = stationId === null ? allEveryMs : afterNewsMs;
  const soon = () => {
    timer ??= setTimeout(() => void run(), waitMs);
  };
  const run = async () => {
    timer = undefined;
    reading = true;
    again = stationId === null;
    if (!document.hidden) await read().catch(() => undefined);
    reading = false;
    if (again && !left) soon();
  };
  const leave = link.on('message', (message) => {
    if (message.stationId !== stationId) return;
    if (reading) again = true;
    else soon();
  });
  if (again) soon();
  return () => {
    left = true;
    leave();
    clearTimeout(timer);
  };
}
