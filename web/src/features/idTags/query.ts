import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { del, get, getPage, put, withParams } from '@/api/http';
import { queryClient } from '@/api/queryClient';
import type { IdTag } from '@/api/types';

const pageSize = 100;

export const useIdTags = (search: string | undefined) =>
  useInfiniteQuery({
    queryKey: ['id-tags', { search }],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => getPage<IdTag>(withParams('/id-tags', { search, limit: pageSize, after: pageParam }), signal),
    getNextPageParam: (last) => last.next,
  });

/** Tags to offer while one is typed, with what they are good for. */
export function useTagSuggestions(wanted: boolean): [string, string][] | null {
  const tags = useQuery({
    queryKey: ['id-tag-suggestions'],
    enabled: wanted,
    staleTime: 60_000,
    queryFn: ({ signal }) => get<IdTag[]>('/id-tags?limit=200', signal),
  });
  return wanted ? (tags.data ?? []).map((t) => [t.tag, [t.status, t.note].filter(Boolean).join(', ')]) : null;
}

export type IdTagEdit = Pick<IdTag, 'blocked' | 'parentTag' | 'expiresAt' | 'mayRunBeside' | 'note'>;

const refresh = () => queryClient.invalidateQueries({ queryKey: ['id-tags'] });

export const useSaveIdTag = () =>
  useMutation({
    mutationFn: ({ tag, edit }: { tag: string; edit: IdTagEdit }) => put<IdTag>(`/id-tags/${encodeURIComponent(tag)}`, edit),
    onSuccess: refresh,
  });

export const useDeleteIdTag = () =>
  useMutation({ mutationFn: (tag: string) => del(`/id-tags/${encodeURIComponent(tag)}`), onSuccess: refresh });
