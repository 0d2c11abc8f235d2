import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { getPage, withParams } from '@/api/http';
import { queryClient } from '@/api/queryClient';
import type { Message } from '@/api/types';
import { link } from '@/live/hub';
import { type Pages, patchPages } from '@/live/patchPages';
import { type MessageFilter, messageFits } from './filter';
import { keepNewest } from './keepNewest';

const pageSize = 100;
const followEveryMs = 3_000;
const mostFollowed = 200;

const keyOf = (stationId: string | null, filter: MessageFilter) => ['messages', stationId, filter] as const;

/**
 * The log of one station, or of all. Following, one station's grows by the live view; all stations' is asked for every
 * few seconds. Either way it keeps only the newest, so that a day of following costs no more than a minute.
 */
export function useMessages(stationId: string | null, filter: MessageFilter, following: boolean) {
  const { direction, action, text, failed } = filter;
  useEffect(() => {
    if (stationId === null || !following) return;
    const wanted = { direction, action, text, failed };
    const queryKey = keyOf(stationId, wanted);
    return link.on('message', (message) => {
      if (message.stationId !== stationId || !messageFits(message, wanted)) return;
      queryClient.setQueryData<Pages<Message>>(queryKey, (data) => {
        const next = patchPages(data, new Map([[message.id, message]]), () => true);
        return next && keepNewest(next, mostFollowed);
      });
    });
  }, [stationId, following, direction, action, text, failed]);

  const path = stationId === null ? '/messages' : `/chargers/${encodeURIComponent(stationId)}/messages`;
  return useInfiniteQuery({
    queryKey: keyOf(stationId, { direction, action, text, failed }),
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      getPage<Message>(withParams(path, { direction, action, text, failed, limit: pageSize, after: pageParam }), signal),
    getNextPageParam: (last) => last.next,
    refetchInterval: following && stationId === null ? followEveryMs : false,
  });
}
