import { describe, expect, it } from 'vitest';
import { type CsvColumn, csvName, csvOf } from './csv';

interface Row {
  id: string;
  powerW: number | null;
  open: boolean;
}

const columns: CsvColumn<Row>[] = [
  { name: 'Id', value: (r) => r.id },
  { name: 'Power (W)', value: (r) => r.powerW },
  { name: 'Open', value: (r) => r.open },
];
const row = (id: string, powerW: number | null = null) => ({ id, powerW, open: true });
const lines = (...rows: Row[]) => csvOf(columns, rows).slice(1).split('\r\n').slice(1, -1);

describe('CSV', () => {
  it('begins with a byte order mark and the names, and ends each line', () => {
    expect(csvOf(columns, [row('CP1', 43_120.5)])).toBe('\ufeffId,Power (W),Open\r\nCP1,43120.5,true\r\n');
    expect(csvOf(columns, [])).toBe('\ufeffId,Power (W),Open\r\n');
  });

  it('quotes what would break a line, and leaves unknown numbers empty', () => {
    expect(lines(row('a,b "c"\nd'))).toEqual(['"a,b ""c""\nd",,true']);
  });

  it('makes no formula of what a station says, and keeps negative numbers numbers', () => {
    expect(lines(row('=1+1', -5), row('@SUM(A1)'), row('-2'))).toEqual(["'=1+1,-5,true", "'@SUM(A1),,true", "'-2,,true"]);
  });

  it('names the file by what and when', () => {
    expect(csvName('alarms', Date.UTC(2025, 10, 20, 14, 2, 59))).toBe('busbar-alarms-2025-11-20-1402.csv');
  });
});
