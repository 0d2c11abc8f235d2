import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { get, getPage, post, withParams } from '@/api/http';
import { queryClient } from '@/api/queryClient';
import type { MeterPoint, Transaction } from '@/api/types';
import type { TransactionFilter } from './filter';

const pageSize = 100;
const pollMs = 5_000;

/**
 * Transactions, newest first. Those of a watched station follow the live view (`followTransactions`); the list of all is asked
 * for now and then, as long as only its first page is shown.
 */
export const useTransactions = (filter: TransactionFilter) =>
  useInfiniteQuery({
    queryKey: ['transactions', filter],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      getPage<Transaction>(withParams('/transactions', { ...filter, limit: pageSize, after: pageParam }), signal),
    getNextPageParam: (last) => last.next,
    refetchInterval: (query) => (filter.chargerId === undefined && (query.state.data?.pages.length ?? 1) === 1 ? pollMs : false),
  });

export const useTransaction = (id: number) =>
  useQuery({
    queryKey: ['transaction', id],
    queryFn: ({ signal }) => get<Transaction>(`/transactions/${id}`, signal),
    refetchInterval: 10_000,
  });

/** Closes a transaction whose station will never send its stop. */
export const useCloseTransaction = () =>
  useMutation({
    mutationFn: (id: number) => post<Transaction>(`/transactions/${id}/close`),
    onSuccess: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: ['transaction'] }),
        queryClient.invalidateQueries({ queryKey: ['transactions'] }),
      ]),
  });

/** Up to this many steps are drawn over a whole transaction. */
const steps = 400;

/** One measurand over a transaction, at a step that suits its length. */
export const useTransactionMeter = (t: Transaction, measurand: string) =>
  useQuery({
    queryKey: ['transaction-meter', t.id, measurand],
    refetchInterval: t.stoppedAt === null ? 30_000 : false,
    queryFn: ({ signal }) => {
      const length = (t.stoppedAt ? Date.parse(t.stoppedAt) : Date.now()) - Date.parse(t.startedAt);
      const resolution = Math.max(1, Math.ceil(length / 1000 / steps));
      return get<MeterPoint[]>(
        withParams(`/chargers/${encodeURIComponent(t.chargerId)}/meter-values`, {
          connectorId: t.connectorId,
          transactionId: t.id,
          measurand,
          resolution,
          limit: 1000,
        }),
        signal,
      );
    },
  });
