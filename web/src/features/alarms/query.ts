import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { getPage, post, withParams } from '@/api/http';
import { queryClient } from '@/api/queryClient';
import type { Alarm } from '@/api/types';
import { type Pages, patchPages } from '@/live/patchPages';
import { type AlarmFilter, alarmFits } from './filter';

const pageSize = 100;

/** Alarms, newest first, page by page; the live view keeps every list up to date (`followAlarms`). */
export const useAlarms = (filter: AlarmFilter) =>
  useInfiniteQuery({
    queryKey: ['alarms', filter],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => getPage<Alarm>(withParams('/alarms', { ...filter, limit: pageSize, after: pageParam }), signal),
    getNextPageParam: (last) => last.next,
  });

/** Takes an alarm's new state into every list at once. */
export function takeAlarm(alarm: Alarm): void {
  for (const query of queryClient.getQueryCache().findAll({ queryKey: ['alarms'] })) {
    const filter = query.queryKey[1] as AlarmFilter;
    queryClient.setQueryData<Pages<Alarm>>(query.queryKey, (data) =>
      patchPages(data, new Map([[alarm.id, alarm]]), (row) => alarmFits(row, filter)),
    );
  }
}

/** Acknowledges one after the other; those that worked stay acknowledged when a later one fails. */
export const useAcknowledge = () =>
  useMutation({
    mutationFn: async ({ ids, note }: { ids: number[]; note: string }) => {
      for (const id of ids) takeAlarm(await post<Alarm>(`/alarms/${id}/acknowledge`, { note: note.trim() || null }));
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['overview'] }),
  });
