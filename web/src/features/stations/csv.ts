import type { Station } from '@/api/types';
import type { CsvColumn } from '@/format/csv';
import { outlets, stationCurrent, stationLimit, stationLook } from '@/ui/stationState';

export const stationColumns: CsvColumn<Station>[] = [
  { name: 'Station', value: (s) => s.id },
  { name: 'Name', value: (s) => s.displayName },
  { name: 'Location', value: (s) => s.location },
  { name: 'State', value: (s) => stationLook(s).label },
  { name: 'Connected', value: (s) => s.connected },
  { name: 'Registration', value: (s) => s.registration },
  { name: 'Vendor', value: (s) => s.vendor },
  { name: 'Model', value: (s) => s.model },
  { name: 'Serial number', value: (s) => s.serialNumber },
  { name: 'Firmware', value: (s) => s.firmwareVersion },
  {
    name: 'Connectors',
    value: (s) =>
      outlets(s)
        .map((c) => `${c.connectorId} ${c.status}`)
        .join('; '),
  },
  { name: 'Power (W)', value: (s) => s.powerW },
  { name: 'Current (A)', value: stationCurrent },
  { name: 'Limit (A)', value: stationLimit },
  { name: 'Open transactions', value: (s) => s.openTransactions },
  { name: 'Open alarms', value: (s) => s.openAlarms },
  { name: 'Worst alarm', value: (s) => s.worstAlarm },
  { name: 'Last seen', value: (s) => s.lastSeenAt },
  { name: 'Connected since', value: (s) => s.connectedAt },
  { name: 'Booted', value: (s) => s.bootedAt },
  { name: 'Clock skew (ms)', value: (s) => s.clockSkewMs },
  { name: 'Address', value: (s) => s.remoteAddress },
];
