import { describe, expect, it } from 'vitest';
import { detailLine, isBad, kindLabel, outcomeOf, pathOf } from './words';

describe('words of the audit log', () => {
  it('name what was done', () => {
    expect(['saveCharger', 'Reset', 'runCommand', 'acknowledgeAlarm', 'logIn'].map(kindLabel)).toEqual([
      'Save station',
      'Reset',
      'Command to many',
      'Acknowledge alarm',
      'Log in',
    ]);
  });

  it('say what came of it', () => {
    expect(outcomeOf({ status: 200, outcome: 'Rejected' })).toBe('Rejected');
    expect(outcomeOf({ status: 504, outcome: 'TimedOut' })).toBe('Timed out');
    expect(outcomeOf({ status: 204, outcome: null })).toBe('Done');
    expect(outcomeOf({ status: 503, outcome: null })).toBe('Failed, 503');
    expect([
      isBad({ status: 200, outcome: 'Rejected' }),
      isBad({ status: 200, outcome: 'Accepted' }),
      isBad({ status: 409, outcome: null }),
    ]).toEqual([true, false, true]);
  });

  it('lead to a station or a tag, and nowhere else', () => {
    expect(pathOf({ kind: 'Reset', target: 'a/b' })).toBe('/stations/a%2Fb');
    expect(pathOf({ kind: 'saveCharger', target: 'CP1' })).toBe('/stations/CP1');
    expect(pathOf({ kind: 'deleteIdTag', target: 'VAN 1' })).toBe('/id-tags?search=VAN%201');
    expect(pathOf({ kind: 'saveUser', target: 'anna' })).toBeNull();
    expect(pathOf({ kind: 'runCommand', target: null })).toBeNull();
  });

  it('put what was asked on a line', () => {
    expect(detailLine({ key: 'HeartbeatInterval', value: '60' })).toBe('key HeartbeatInterval, value 60');
    expect(detailLine({ a: { b: 1 }, c: null })).toBe('a {"b":1}, c null');
    expect(detailLine('cut... (3000 bytes in all)')).toBe('cut... (3000 bytes in all)');
    expect(detailLine(null)).toBe('');
  });
});
