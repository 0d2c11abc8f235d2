import { describe, expect, it } from 'vitest';
import { forecastBody, forecastFaults, forecastTitle } from './forecast';

describe('what is sent for a forecast', () => {
  it('asks for hours of a cell that is known to two percent when nothing is said', () => {
    expect(forecastBody({})).toMatchObject({ set: 'Chen2020', initialSoc: 0.7, capacitySd: 0.02 });
    expect(forecastBody({}).capacity).toBeUndefined();
  });

  it('reads percent as shares and a comma as a point', () =>
    expect(forecastBody({ capacity: '87,5', capacitySd: '1.2', resistance: '140' })).toMatchObject({
      capacity: 0.875,
      capacitySd: 0.012,
      resistance: 1.4,
    }));

  it('has what its kind needs and nothing else', () => {
    expect(forecastBody({ ahead: 'years', years: 5 })).toMatchObject({ years: 5, endOfLife: 0.8, set: 'OKane2022' });
    expect(forecastBody({ ahead: 'ways' })).toHaveProperty('cases');
    expect(forecastBody({ ahead: 'ways' })).not.toHaveProperty('plan');
    expect(forecastBody({ ahead: 'wear', price: '90' })).toMatchObject({ pricePerKWh: 90 });
    expect(forecastBody({ ahead: 'wear' })).not.toHaveProperty('years');
  });
});

it('names the numbers that cannot be sent', () => {
  expect(forecastFaults({ capacity: '500', resistance: '120' })).toEqual({ capacity: 'Give 20 to 200 %' });
  expect(forecastFaults({})).toEqual({});
});

it('tells forecasts apart', () =>
  expect(forecastTitle({ ahead: 'years', capacity: '87', temperature: '35' })).toBe(
    'OKane2022, 87 % capacity, solvent diffusion limited, 35 °C',
  ));
