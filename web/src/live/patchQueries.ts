import { queryClient } from '@/api/queryClient';
import type { Alarm, Transaction } from '@/api/types';
import { type AlarmFilter, alarmFits } from '@/features/alarms/filter';
import { type TransactionFilter, transactionFits } from '@/features/transactions/filter';
import type { LiveLink } from './link';
import { type Pages, patchPages } from './patchPages';

const gatherMs = 500;

/** Alarms in every list that is on a screen follow the live view. */
export const followAlarms = (link: LiveLink): (() => void) =>
  gather<Alarm>(
    (take) => link.on('alarm', take),
    (news) => patchLists<Alarm, AlarmFilter>('alarms', news, alarmFits),
  );

export const followTransactions = (link: LiveLink): (() => void) =>
  gather<Transaction>(
    (take) => link.on('transaction', take),
    (news) => patchLists<Transaction, TransactionFilter>('transactions', news, transactionFits),
  );

/** Query keys of lists are [name, filter]. */
function patchLists<T extends { id: number }, F>(name: string, news: ReadonlyMap<number, T>, fits: (row: T, filter: F) => boolean): void {
  for (const query of queryClient.getQueryCache().findAll({ queryKey: [name] })) {
    const filter = query.queryKey[1] as F;
    queryClient.setQueryData<Pages<T>>(query.queryKey, (data) => patchPages(data, news, (row) => fits(row, filter)));
  }
}

/** Collects news by id and hands them on together, the latest of each. */
function gather<T extends { id: number }>(
  listen: (take: (row: T) => void) => () => void,
  hand: (news: Map<number, T>) => void,
): () => void {
  let news = new Map<number, T>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const leave = listen((row) => {
    news.set(row.id, row);
    timer ??= setTimeout(() => {
      const full = news;
      news = new Map();
      timer = undefined;
      hand(full);
    }, gatherMs);
  });
  return () => {
    leave();
    clearTimeout(timer);
  };
}
