import type { DeadLetter } from '@/api/types';
import { count } from '@/format/units';

/** What a letter is, for a glance: the OCPP action where there is one, otherwise the kind of event. */
export function what({ kind, payload }: Pick<DeadLetter, 'kind' | 'payload'>): string {
  const action = (payload as { action?: unknown } | null)?.action;
  if (typeof action === 'string' && action) return action;
  return kinds[kind] ?? (kind || 'Not readable');
}

const kinds: Record<string, string> = {
  report: 'Report',
  connected: 'Connected',
  disconnected: 'Disconnected',
  trouble: 'Trouble on the link',
};

/** The reason in its first line, without the name of an exception in front. */
export const reason = (why: string): string => (why.split('\n', 1)[0] ?? '').replace(/^[A-Za-z.]+Exception: /, '');

export const times = (attempts: number): string => (attempts === 0 ? 'not noted' : attempts === 1 ? 'once' : `${count(attempts)} times`);

/** What stands below the table. */
export const shown = (listed: number, all: number): string =>
  all > listed ? `The oldest ${count(listed)} of ${count(all)}` : `${count(all)} in all`;
