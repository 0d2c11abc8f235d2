import { getAll } from '@/api/http';
import type { Message } from '@/api/types';
import type { CsvColumn } from '@/format/csv';
import type { MessageFilter } from './filter';
import { logPath } from './query';

const most = 10_000;

export const messageColumns: CsvColumn<Message>[] = [
  { name: 'At', value: (m) => m.at },
  { name: 'Station', value: (m) => m.stationId },
  { name: 'From', value: (m) => (m.fromStation ? 'station' : 'hub') },
  { name: 'Action', value: (m) => m.action },
  { name: 'Message id', value: (m) => m.messageId },
  { name: 'Request', value: (m) => m.request },
  { name: 'Response', value: (m) => m.response },
  { name: 'Error', value: (m) => m.errorCode },
  { name: 'Error text', value: (m) => m.errorText },
  { name: 'Latency (ms)', value: (m) => m.latencyMs },
  { name: 'Tolerated', value: (m) => m.leniencies.join('; ') },
];

export const readMessages = (stationId: string | null, filter: MessageFilter) => getAll<Message>(logPath(stationId, filter), most);
