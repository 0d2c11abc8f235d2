import { describe, expect, it } from 'vitest';
import { ApiError, type postLines } from '@/api/http';
import type { RunLine } from './results';
import { BulkRun } from './run';

const line = (chargerId: string): RunLine => ({
  chargerId,
  outcome: 'Answered',
  status: 'Accepted',
  response: {},
  errorCode: null,
  errorText: null,
  latencyMs: 1,
  steps: [],
});

/** A hub that says what the test wants. */
function rig() {
  let take: (line: RunLine) => void = () => undefined;
  let end: (error?: Error) => void = () => undefined;
  let asked: { path: string; body: unknown } | undefined;
  const post = ((path: string, body: unknown, taking: (line: RunLine) => void, signal: AbortSignal) => {
    asked = { path, body };
    take = taking;
    return new Promise<void>((resolve, reject) => {
      end = (error) => (error === undefined ? resolve() : reject(error));
      signal.addEventListener('abort', () => end(signal.reason as Error));
    });
  }) as typeof postLines;
  const waiting: (() => void)[] = [];
  const run = new BulkRun(post, (tell) => waiting.push(tell));
  return {
    run,
    say: (...ids: string[]) => ids.forEach((id) => take(line(id))),
    end: (error?: Error) => end(error),
    settle: () => waiting.splice(0).forEach((tell) => tell()),
    asked: () => asked,
  };
}

describe('a command to many', () => {
  it('asks once and tells its progress in bunches', async () => {
    const { run, say, end, settle, asked } = rig();
    let told = 0;
    run.subscribe(() => told++);
    const ended = run.start('Reset', { type: 'Soft' }, ['A', 'B', 'C'], 5);
    expect(asked()).toEqual({
      path: '/commands/Reset/runs',
      body: { chargerIds: ['A', 'B', 'C'], payload: { type: 'Soft' }, perSecond: 5 },
    });
    say('A', 'A', 'B');
    expect([run.run!.done, told]).toEqual([0, 1]);
    settle();
    expect([run.run!.done, run.run!.lines.length, told]).toEqual([2, 3, 2]);
    say('C');
    end();
    await ended;
    expect(run.run).toMatchObject({ done: 3, stations: 3, stopped: false, error: null });
    expect(run.run!.endedAt).not.toBeNull();
    settle();
    expect(run.run!.endedAt).not.toBeNull();
  });

  it('lets no second one in while it runs, and is forgotten only when it has ended', async () => {
    const { run, say, end, asked } = rig();
    const ended = run.start('Reset', {}, ['A'], 5);
    await run.start('ClearCache', {}, ['B'], 5);
    run.forget();
    expect([run.run!.action, asked()!.path]).toEqual(['Reset', '/commands/Reset/runs']);
    say('A');
    end();
    await ended;
    run.forget();
    expect(run.run).toBeNull();
  });

  it('is stopped by a hand, and keeps what it has', async () => {
    const { run, say } = rig();
    const ended = run.start('Reset', {}, ['A', 'B'], 5);
    say('A');
    run.stop();
    await ended;
    expect(run.run).toMatchObject({ stopped: true, done: 1, error: null });
  });

  it('says why it broke off', async () => {
    const { run, say, end } = rig();
    const ended = run.start('Reset', {}, ['A', 'B'], 5);
    say('A');
    end(new ApiError(400, 'The request is not valid', 'payload.type: It is missing.'));
    await ended;
    expect(run.run).toMatchObject({ stopped: false, done: 1, error: { title: 'The request is not valid' } });
  });
});
