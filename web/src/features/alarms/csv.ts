import { getAll, withParams } from '@/api/http';
import type { Alarm } from '@/api/types';
import type { CsvColumn } from '@/format/csv';
import type { AlarmFilter } from './filter';

const most = 20_000;

export const alarmColumns: CsvColumn<Alarm>[] = [
  { name: 'Alarm', value: (a) => a.id },
  { name: 'Severity', value: (a) => a.severity },
  { name: 'Kind', value: (a) => a.kind },
  { name: 'Text', value: (a) => a.text },
  { name: 'Station', value: (a) => a.chargerId },
  { name: 'Connector', value: (a) => a.connectorId },
  { name: 'Raised', value: (a) => a.raisedAt },
  { name: 'Last seen', value: (a) => a.lastSeenAt },
  { name: 'Cleared', value: (a) => a.clearedAt },
  { name: 'Acknowledged', value: (a) => a.acknowledgedAt },
  { name: 'By', value: (a) => a.acknowledgedBy },
  { name: 'Note', value: (a) => a.note },
];

export const readAlarms = (filter: AlarmFilter) => getAll<Alarm>(withParams('/alarms', { ...filter }), most);
