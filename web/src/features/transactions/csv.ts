import { getAll, withParams } from '@/api/http';
import type { Transaction } from '@/api/types';
import type { CsvColumn } from '@/format/csv';
import type { TransactionFilter } from './filter';

const most = 50_000;

export const transactionColumns: CsvColumn<Transaction>[] = [
  { name: 'Transaction', value: (t) => t.id },
  { name: 'Station', value: (t) => t.chargerId },
  { name: 'Connector', value: (t) => t.connectorId },
  { name: 'Id tag', value: (t) => t.idTag },
  { name: 'Started', value: (t) => t.startedAt },
  { name: 'Stopped', value: (t) => t.stoppedAt },
  { name: 'Duration (s)', value: (t) => t.durationS },
  { name: 'Energy (Wh)', value: (t) => t.energyWh },
  { name: 'Meter start (Wh)', value: (t) => t.meterStartWh },
  { name: 'Meter stop (Wh)', value: (t) => t.meterStopWh },
  { name: 'Stop reason', value: (t) => t.stopReason },
  { name: 'Stopped by id tag', value: (t) => t.stopIdTag },
  { name: 'Authorization', value: (t) => t.startAuthorization },
  { name: 'Orphan', value: (t) => t.orphan },
];

export const readTransactions = (filter: TransactionFilter) => getAll<Transaction>(withParams('/transactions', { ...filter }), most);
