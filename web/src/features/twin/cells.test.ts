import { expect, it } from 'vitest';
import { extremes } from './cells';

const cell = (name: string, voltageV: number, socPct: number) => ({
  cell: name,
  voltageV,
  socPct,
  currentA: 1,
  temperatureC: 25,
  capacityAh: 5,
});

it('finds both ends', () => {
  const found = extremes([cell('1/1/1', 3.6, 50), cell('1/2/1', 3.7, 40), cell('1/3/1', 3.5, 60)]);
  expect(found.map((e) => [e.what, e.cell.cell])).toEqual([
    ['highest voltage', '1/2/1'],
    ['lowest voltage', '1/3/1'],
    ['fullest', '1/3/1'],
    ['emptiest', '1/2/1'],
    ['least capacity', '1/1/1'],
    ['hottest', '1/1/1'],
  ]);
});

it('has none of none', () => expect(extremes([])).toEqual([]));
