import type { CsvColumn } from '@/format/csv';
import { isNo } from '@/features/commands/history';

/** What became of the command at one station. */
export interface RunLine {
  chargerId: string;
  outcome: string;
  status: string | null;
  response: unknown;
  errorCode: string | null;
  errorText: string | null;
  latencyMs: number | null;
  steps: string[];
}

const words: Record<string, string> = {
  Refused: 'Refused',
  InvalidAnswer: 'Answer not valid',
  NotConnected: 'Not connected',
  TimedOut: 'No answer in time',
  Busy: 'Busy',
  NotSent: 'Not sent',
  Unknown: 'No such station',
  NothingToDo: 'Nothing to stop',
  Failed: 'The hub failed',
};

/** A word or two: the station's own status where it gave one. */
export const wordOf = ({ outcome, status }: Pick<RunLine, 'outcome' | 'status'>): string => status ?? words[outcome] ?? outcome;

export type Verdict = 'good' | 'bad' | 'none';

/** Whether it did what was asked; "none" where there was nothing to do. */
export function verdictOf({ outcome, status }: Pick<RunLine, 'outcome' | 'status'>): Verdict {
  if (outcome === 'NothingToDo') return 'none';
  return outcome === 'Answered' && !isNo(status) ? 'good' : 'bad';
}

export interface Tally {
  word: string;
  verdict: Verdict;
  count: number;
}

/** How often each word came, failures first and the most frequent of them at the front. */
export function tally(lines: readonly RunLine[]): Tally[] {
  const byWord = new Map<string, Tally>();
  for (const line of lines) {
    const word = wordOf(line);
    const known = byWord.get(word);
    if (known) known.count++;
    else byWord.set(word, { word, verdict: verdictOf(line), count: 1 });
  }
  const order: Verdict[] = ['bad', 'none', 'good'];
  return [...byWord.values()].sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict) || b.count - a.count);
}

/** Stations at which something failed, each once. */
export const failedIds = (lines: readonly RunLine[]): string[] => [
  ...new Set(lines.filter((line) => verdictOf(line) === 'bad').map((line) => line.chargerId)),
];

export const resultColumns: CsvColumn<RunLine>[] = [
  { name: 'Station', value: (l) => l.chargerId },
  { name: 'Result', value: wordOf },
  { name: 'Outcome', value: (l) => l.outcome },
  { name: 'Error', value: (l) => l.errorCode },
  { name: 'Why', value: (l) => l.errorText },
  { name: 'Latency (ms)', value: (l) => l.latencyMs },
  { name: 'Answer', value: (l) => (l.response === null ? null : JSON.stringify(l.response)) },
];
