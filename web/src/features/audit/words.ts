import type { AuditEntry } from '@/api/types';
import { isNo } from '@/features/commands/history';
import { actionLabel } from '@/features/commands/words';

/** "saveCharger" reads "Save station": the interface says charger, the console says station. */
export const kindLabel = (kind: string): string =>
  actionLabel(kind)
    .replace(/\bcharger\b/, 'station')
    .replace(/^Run command$/, 'Command to many');

/** Commands are spelled as OCPP does, everything else as the interface does. */
export const isCommand = (kind: string): boolean => /^[A-Z]/.test(kind);

/** A word for what came of it. */
export function outcomeOf({ status, outcome }: Pick<AuditEntry, 'status' | 'outcome'>): string {
  if (outcome === 'GivenUp') return 'Given up; it may have been done';
  if (outcome) return outcome.replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
  return status < 400 ? 'Done' : `Failed, ${status}`;
}

export const isBad = ({ status, outcome }: Pick<AuditEntry, 'status' | 'outcome'>): boolean => status >= 400 || isNo(outcome);

/** Where the target is to be seen; null where it has no page. */
export function pathOf({ kind, target }: Pick<AuditEntry, 'kind' | 'target'>): string | null {
  if (target === null) return null;
  if (isCommand(kind) || /Charger$|Alarm$|Transaction$/.test(kind)) return `/stations/${encodeURIComponent(target)}`;
  if (/IdTag$/.test(kind)) return `/id-tags?search=${encodeURIComponent(target)}`;
  return null;
}

/** What was asked, on one line: "type Hard", "key HeartbeatInterval, value 60". */
export function detailLine(detail: unknown): string {
  if (detail === null) return '';
  if (typeof detail !== 'object') return typeof detail === 'string' ? detail : JSON.stringify(detail);
  return Object.entries(detail)
    .map(([name, value]) => `${name} ${typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)}`)
    .join(', ');
}
