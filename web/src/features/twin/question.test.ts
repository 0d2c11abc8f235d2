import { describe, expect, it } from 'vitest';
import { ageingBody, faultOf, runBody, titleOf } from './question';

describe('what is sent', () => {
  it('leaves out what was not said', () => {
    expect(JSON.parse(JSON.stringify(runBody({})))).toEqual({
      set: 'Chen2020',
      model: 'SPMe',
      thermal: 'isothermal',
      experiment: 'Discharge at 1C; Rest for 1 hour',
    });
  });

  it('reads percent as a share and a comma as a point', () => {
    expect(runBody({ soc: 55, temperature: '-7,5' })).toMatchObject({ initialSoc: 0.55, temperatureC: -7.5 });
  });

  it('asks for every way to wear at once', () => {
    expect(ageingBody({ wear: 'all' })).toMatchObject({
      plating: 'partially-reversible',
      cracks: 'paris',
      lam: 'stress',
      porosityChange: true,
    });
    expect(ageingBody({})).not.toHaveProperty('plating');
  });
});

describe('a number that was typed', () => {
  it.each([
    ['', null],
    ['25', null],
    ['-40', null],
    ['-41', 'Give -40 to 80 °C'],
    ['warm', 'Give -40 to 80 °C'],
  ])('%s', (typed, fault) => expect(faultOf(typed, -40, 80, '°C')).toBe(fault));
});

it('tells simulations apart', () => {
  expect(titleOf(runBody({ heat: 'lumped', temperature: '10', soc: 80 }))).toBe('Chen2020, SPMe, with heat, from 80 %, 10 °C');
  expect(titleOf(ageingBody({}))).toBe('OKane2022, SPM, solvent diffusion limited');
});
