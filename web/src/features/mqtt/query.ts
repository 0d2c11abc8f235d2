import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { ApiError, del, get, getPage, withParams } from '@/api/http';
import { queryClient } from '@/api/queryClient';
import type { MqttBroker, MqttClient, MqttClientDetail, MqttRates, MqttRetained } from '@/api/types';
import type { Direction } from '@/ui/SortButton';
import { addRates } from './rates';
import { clientPath } from './words';

const pageSize = 100;
const pollMs = 2_000;
const retainedPollMs = 10_000;

export const clientSorts = [
  'id',
  'identity',
  'address',
  'connectedAt',
  'subscriptions',
  'queued',
  'inFlight',
  'messagesIn',
  'messagesOut',
  'dropped',
] as const;
export type ClientSort = (typeof clientSorts)[number];

export interface ClientFilter {
  search: string | undefined;
  sort: ClientSort;
  order: Direction;
}

export const isNoBroker = (error: unknown): boolean => error instanceof ApiError && error.status === 404;

/** The broker now. Each answer also brings the last minutes up to date. */
export const useMqtt = () =>
  useQuery({
    queryKey: ['mqtt', 'broker'],
    refetchInterval: pollMs,
    queryFn: async ({ signal }) => {
      const broker = await get<MqttBroker>('/mqtt', signal);
      queryClient.setQueryData<MqttRates[]>(['mqtt', 'rates'], (known) => known && addRates(known, broker.rates));
      return broker;
    },
  });

export const useMqttRates = () =>
  useQuery({ queryKey: ['mqtt', 'rates'], staleTime: Infinity, queryFn: ({ signal }) => get<MqttRates[]>('/mqtt/rates', signal) });

export const useMqttClients = (filter: ClientFilter) =>
  useInfiniteQuery({
    queryKey: ['mqtt', 'clients', filter],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      getPage<MqttClient>(withParams('/mqtt/clients', { ...filter, limit: pageSize, after: pageParam }), signal),
    getNextPageParam: (last) => last.next,
    placeholderData: (before) => before,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 1) === 1 ? pollMs : false),
  });

export const useMqttClient = (id: string) =>
  useQuery({
    queryKey: ['mqtt', 'client', id],
    queryFn: ({ signal }) => get<MqttClientDetail>(clientPath(id), signal),
    refetchInterval: pollMs,
  });

export const useMqttRetained = (filter: string | undefined) =>
  useInfiniteQuery({
    queryKey: ['mqtt', 'retained', { filter }],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      getPage<MqttRetained>(withParams('/mqtt/retained', { filter, limit: pageSize, after: pageParam }), signal),
    getNextPageParam: (last) => last.next,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 1) === 1 ? retainedPollMs : false),
  });

const refresh = () => queryClient.invalidateQueries({ queryKey: ['mqtt'], predicate: (query) => query.queryKey[1] !== 'rates' });

/** Ends a client's connection and, if wanted, forgets its session. */
export const useDisconnect = (id: string) =>
  useMutation({ mutationFn: (session: boolean) => del(withParams(clientPath(id), { session: session || null })), onSuccess: refresh });
