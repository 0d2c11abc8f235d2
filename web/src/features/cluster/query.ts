import { useQuery } from '@tanstack/react-query';
import { get } from '@/api/http';
import type { Cluster } from '@/api/types';

const pollMs = 5_000;

export const useCluster = () =>
  useQuery({ queryKey: ['cluster'], refetchInterval: pollMs, queryFn: ({ signal }) => get<Cluster>('/cluster', signal) });
