import { useMutation, useQuery } from '@tanstack/react-query';
import { del, get, post } from '@/api/http';
import { queryClient } from '@/api/queryClient';
import type { DeadLetters } from '@/api/types';

/** The hub looks through the broker's queue for each answer. */
const pollMs = 10_000;
const most = 200;

export const useDeadLetters = (wanted: boolean) =>
  useQuery({
    queryKey: ['dead-letters'],
    enabled: wanted,
    refetchInterval: pollMs,
    queryFn: ({ signal }) => get<DeadLetters>(`/dead-letters?limit=${most}`, signal),
  });

const refresh = () => queryClient.invalidateQueries({ queryKey: ['dead-letters'] });

export const useReplay = () => useMutation({ mutationFn: (id: string) => post<void>(`/dead-letters/${id}/replay`), onSettled: refresh });

export const useDiscard = () => useMutation({ mutationFn: (id: string) => del(`/dead-letters/${id}`), onSettled: refresh });
