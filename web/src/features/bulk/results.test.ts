import { describe, expect, it } from 'vitest';
import { failedIds, type RunLine, tally, verdictOf, wordOf } from './results';

const line = (chargerId: string, outcome: string, status: string | null = null): RunLine => ({
  chargerId,
  outcome,
  status,
  response: null,
  errorCode: null,
  errorText: null,
  latencyMs: null,
  steps: [],
});

describe('results of a command to many', () => {
  it('speaks with the station’s word where it gave one', () => {
    expect(wordOf(line('A', 'Answered', 'Accepted'))).toBe('Accepted');
    expect(wordOf(line('A', 'Answered'))).toBe('Answered');
    expect(wordOf(line('A', 'TimedOut'))).toBe('No answer in time');
    expect(wordOf(line('A', 'Novel'))).toBe('Novel');
  });

  it('takes a station’s no for a failure, and nothing to do for neither', () => {
    expect([
      verdictOf(line('A', 'Answered', 'Accepted')),
      verdictOf(line('A', 'Answered', 'RebootRequired')),
      verdictOf(line('A', 'Answered', 'Rejected')),
      verdictOf(line('A', 'NotConnected')),
      verdictOf(line('A', 'NothingToDo')),
    ]).toEqual(['good', 'good', 'bad', 'bad', 'none']);
  });

  it('counts by word, failures first', () => {
    const lines = [line('A', 'Answered', 'Accepted'), line('B', 'Answered', 'Accepted'), line('C', 'TimedOut'), line('D', 'NothingToDo')];
    expect(tally([...lines, line('E', 'Answered', 'Rejected'), line('F', 'TimedOut')])).toEqual([
      { word: 'No answer in time', verdict: 'bad', count: 2 },
      { word: 'Rejected', verdict: 'bad', count: 1 },
      { word: 'Nothing to stop', verdict: 'none', count: 1 },
      { word: 'Accepted', verdict: 'good', count: 2 },
    ]);
  });

  it('names each station that failed once', () => {
    expect(failedIds([line('A', 'Busy'), line('B', 'Answered', 'Accepted'), line('A', 'TimedOut')])).toEqual(['A']);
  });
});
