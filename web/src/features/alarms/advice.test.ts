import { describe, expect, it } from 'vitest';
import { adviceLinks, adviceOn } from './advice';

describe('what to do about an alarm', () => {
  it('is known by kind, then by area', () => {
    expect(adviceOn('station.fault')!.command).toBe('Reset');
    expect(adviceOn('link.flood')).toBe(adviceOn('link.late'));
    expect(adviceOn('anomaly.oscillation')!.text).toContain('limit');
    expect(adviceOn('novel.kind')).toBeNull();
  });

  it('leads to the station’s own page, and not without a station', () => {
    expect(adviceLinks(adviceOn('station.fault')!, 'a/b')).toEqual([{ label: 'Send Reset', path: '/stations/a%2Fb?command=Reset' }]);
    expect(adviceLinks(adviceOn('transaction.stale')!, 'CP1')).toEqual([
      { label: 'Transactions of the station', path: '/stations/CP1?tab=transactions' },
    ]);
    expect(adviceLinks(adviceOn('transaction.stale')!, null)).toEqual([]);
    expect(adviceLinks(adviceOn('station.offline')!, null)).toHaveLength(1);
  });
});
