import type { Alarm, Severity } from '@/api/types';

export interface AlarmFilter {
  chargerId?: string | undefined;
  open?: boolean | undefined;
  acknowledged?: boolean | undefined;
  /** At least this bad. */
  severity?: Severity | undefined;
}

export const severityRank: Record<Severity, number> = { Info: 0, Warning: 1, Critical: 2 };

/** The filter as the hub applies it, for alarms that arrive over the live view. */
export function alarmFits(alarm: Alarm, filter: AlarmFilter): boolean {
  return (
    (filter.chargerId === undefined || alarm.chargerId === filter.chargerId) &&
    (filter.open === undefined || (alarm.clearedAt === null) === filter.open) &&
    (filter.acknowledged === undefined || (alarm.acknowledgedAt !== null) === filter.acknowledged) &&
    (filter.severity === undefined || severityRank[alarm.severity] >= severityRank[filter.severity])
  );
}
