import type { Alarm, Severity } from '@/api/types';

export interface AlarmFilter {
  chargerId?: string | undefined;
  open?: boolean | undefined;
  acknowledged?: boolean | undefined;
  /** At least this bad. */
  severity?: Severity | undefined;
  /** Part of station, kind, text or note, without case. */
  text?: string | undefined;
  /** When it was raised. */
  from?: string | undefined;
  to?: string | undefined;
}

export const severityRank: Record<Severity, number> = { Info: 0, Warning: 1, Critical: 2 };

/** The filter as the hub applies it, for alarms that arrive over the live view. */
export function alarmFits(alarm: Alarm, filter: AlarmFilter): boolean {
  return (
    (filter.chargerId === undefined || alarm.chargerId === filter.chargerId) &&
    (filter.open === undefined || (alarm.clearedAt === null) === filter.open) &&
    (filter.acknowledged === undefined || (alarm.acknowledgedAt !== null) === filter.acknowledged) &&
    (!filter.text || wordsOf(alarm).includes(filter.text.toLowerCase())) &&
    (!filter.from || Date.parse(alarm.raisedAt) >= Date.parse(filter.from)) &&
    (!filter.to || Date.parse(alarm.raisedAt) < Date.parse(filter.to)) &&
    (filter.severity === undefined || severityRank[alarm.severity] >= severityRank[filter.severity])
  );
}

const wordsOf = (alarm: Alarm) => [alarm.chargerId, alarm.kind, alarm.text, alarm.note].join('\n').toLowerCase();
