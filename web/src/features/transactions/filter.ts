import type { Transaction } from '@/api/types';

export interface TransactionFilter {
  chargerId?: string | undefined;
  idTag?: string | undefined;
  open?: boolean | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** The filter as the hub applies it, for transactions that arrive over the live view. Tags are compared without case. */
export function transactionFits(row: Transaction, filter: TransactionFilter): boolean {
  const started = Date.parse(row.startedAt);
  return (
    (!filter.chargerId || row.chargerId === filter.chargerId) &&
    (!filter.idTag || row.idTag.toLowerCase() === filter.idTag.toLowerCase()) &&
    (filter.open === undefined || (row.stoppedAt === null) === filter.open) &&
    (!filter.from || started >= Date.parse(filter.from)) &&
    (!filter.to || started < Date.parse(filter.to))
  );
}
