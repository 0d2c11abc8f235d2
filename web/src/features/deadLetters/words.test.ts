import { describe, expect, it } from 'vitest';
import { reason, shown, times, what } from './words';

describe('words about dead letters', () => {
  it('names the action, then the kind, then neither', () => {
    expect(what({ kind: 'report', payload: { action: 'MeterValues' } })).toBe('MeterValues');
    expect(what({ kind: 'trouble', payload: { station: 'CP1' } })).toBe('Trouble on the link');
    expect(what({ kind: 'report', payload: { action: 7 } })).toBe('Report');
    expect(what({ kind: 'novel', payload: 'nonsense' })).toBe('novel');
    expect(what({ kind: '', payload: null })).toBe('Not readable');
  });

  it('keeps the reason and leaves out what a programmer calls it', () => {
    expect(reason('InvalidOperationException: cannot be stored\n  at line 1')).toBe('cannot be stored');
    expect(reason('The body is not JSON.')).toBe('The body is not JSON.');
    expect(reason('')).toBe('');
  });

  it('counts attempts', () => {
    expect([times(0), times(1), times(5)]).toEqual(['not noted', 'once', '5 times']);
  });

  it('says when there are more than are listed', () => {
    expect(shown(2, 2)).toBe('2 in all');
    expect(shown(200, 1234)).toMatch(/^The oldest 200 of 1.?234$/);
  });
});
