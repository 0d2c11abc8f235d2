import { describe, expect, it } from 'vitest';
import type { Alarm } from '@/api/types';
import { anomalyBands, type Band, bandsWithin, labelRows, union } from './bands';

const at = (s: number) => new Date(s * 1000).toISOString();

const alarm = (more: Partial<Alarm>): Alarm =>
  ({
    id: 1,
    kind: 'anomaly.oscillation',
    connectorId: 1,
    evidence: null,
    raisedAt: at(100),
    lastSeenAt: at(130),
    clearedAt: null,
    ...more,
  }) as Alarm;

const only = (more: Partial<Alarm>, now = 200) => {
  const [band] = anomalyBands([alarm(more)], 1, now);
  return band && [band.from, band.seen, band.to];
};

describe('anomaly bands', () => {
  it('runs from the evidence window to when the alarm cleared, or to now', () => {
    expect(only({ evidence: { windowS: 20 } })).toEqual([80, 130, 200]);
    expect(only({ evidence: { from: at(85), windowS: 20 }, clearedAt: at(150) })).toEqual([85, 130, 150]);
    expect(only({ evidence: { start: at(70), windowS: 20 } })).toEqual([70, 130, 200]);
    expect(only({})).toEqual([100, 130, 200]);
  });

  it('is not misled by odd evidence or odd times', () => {
    expect(only({ evidence: { from: 'soon', windowS: -3 } })).toEqual([100, 130, 200]);
    expect(only({ evidence: { from: at(120) } })).toEqual([100, 130, 200]);
    expect(only({ lastSeenAt: at(90), clearedAt: at(95) })).toEqual([100, 100, 100]);
    expect(only({ raisedAt: 'x' })).toBeUndefined();
  });

  it("puts evidence in the station's time on our clock", () => {
    const [band] = anomalyBands([alarm({ evidence: { start: at(685) } })], 1, 200, 600);
    expect(band?.from).toBe(85);
  });

  it('takes anomalies of this connector and of the whole station only', () => {
    const all = [alarm({ connectorId: 2 }), alarm({ connectorId: null }), alarm({ connectorId: 0 }), alarm({ kind: 'station.fault' })];
    expect(anomalyBands(all, 1, 200).map((b) => b.alarm.connectorId)).toEqual([null, 0]);
  });

  it('finds those that reach into a window', () => {
    const bands = anomalyBands([alarm({ clearedAt: at(150) })], 1, 200);
    expect(bandsWithin(bands, 150, 160)).toHaveLength(1);
    expect(bandsWithin(bands, 151, 160)).toHaveLength(0);
    expect(bandsWithin(bands, 0, 99)).toHaveLength(0);
    expect(bandsWithin(bands, 0, 100)).toHaveLength(1);
  });
});

describe('bands that overlap', () => {
  it('are shaded once', () => {
    const stretches: [number, number][] = [
      [5, 8],
      [1, 3],
      [2, 4],
      [8, 9],
    ];
    expect(union(stretches)).toEqual([
      [1, 4],
      [5, 9],
    ]);
    expect(union([])).toEqual([]);
  });

  it('have their names below each other', () => {
    const band = (from: number, to: number) => ({ from, to }) as Band;
    expect(labelRows([band(0, 10), band(5, 20), band(11, 15), band(30, 31)])).toEqual([0, 1, 0, 0]);
  });
});
