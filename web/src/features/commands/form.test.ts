import { describe, expect, it } from 'vitest';
import type { Field } from '@/api/types';
import { emptyForm, errorsByPath, type FormObject, formOf, payloadOf } from './form';

const f = (name: string, type: Field['type'], more: Partial<Field> = {}): Field => ({ name, type, required: false, ...more });

const period: Field[] = [f('startPeriod', 'integer', { required: true }), f('limit', 'number', { required: true })];
const fields: Field[] = [
  f('connectorId', 'integer', { required: true }),
  f('idTag', 'string', { maxLength: 20 }),
  f('validFrom', 'date-time'),
  f('force', 'boolean'),
  f('schedule', 'object', {
    fields: [
      f('unit', 'string', { required: true, enum: ['A', 'W'] }),
      f('periods', 'array', { required: true, items: { type: 'object', fields: period } }),
    ],
  }),
  f('keys', 'array', { items: { type: 'string', maxLength: 5 } }),
];

const payload = {
  connectorId: 1,
  idTag: 'DEMO',
  validFrom: '2025-11-20T14:00:00.000Z',
  force: false,
  schedule: { unit: 'A', periods: [{ startPeriod: 0, limit: 16.5 }] },
  keys: ['a', 'b'],
};

describe('forms from field lists', () => {
  it('begins with what is required and without optional parts', () => {
    expect(emptyForm(fields)).toEqual({ connectorId: '', idTag: '', validFrom: '', force: '', schedule: undefined, keys: undefined });
    expect(emptyForm(fields[4]!.fields!)).toEqual({ unit: '', periods: [{ startPeriod: '', limit: '' }] });
  });

  it('fills in defaults, of plain values and of parts', () => {
    const list: Field[] = [
      f('type', 'string', { required: true, default: 'Soft' }),
      f('level', 'integer', { default: 0 }),
      f('periods', 'array', { required: true, items: { type: 'object', fields: period }, default: [{ startPeriod: 0, limit: 16 }] }),
    ];
    expect(emptyForm(list)).toEqual({ type: 'Soft', level: '0', periods: [{ startPeriod: '0', limit: '16' }] });
    expect(formOf(list, { type: 'Hard' }, 'utc')).toMatchObject({ type: 'Hard', level: '0' });
  });

  it('turns a payload into a form and back, in both zones', () => {
    for (const zone of ['utc', 'local'] as const) {
      expect(payloadOf(fields, formOf(fields, payload, zone), zone)).toEqual({ payload, errors: {} });
    }
  });

  it('leaves out what was left blank', () => {
    expect(payloadOf(fields, { ...emptyForm(fields), connectorId: '2' }, 'utc')).toEqual({ payload: { connectorId: 2 }, errors: {} });
  });

  it('names every fault by its path', () => {
    const form: FormObject = {
      connectorId: '1.5',
      idTag: 'x'.repeat(21),
      validFrom: 'soon',
      schedule: {
        unit: '',
        periods: [
          { startPeriod: '0', limit: 'much' },
          { startPeriod: '', limit: '1' },
        ],
      },
      keys: ['abcdef', ''],
    };
    expect(payloadOf(fields, form, 'utc').errors).toEqual({
      connectorId: '“1.5” is not a whole number',
      idTag: '21 characters; at most 20 are allowed',
      validFrom: '“soon” is not a time',
      'schedule.unit': 'Required',
      'schedule.periods[0].limit': '“much” is not a number',
      'schedule.periods[1].startPeriod': 'Required',
      'keys[0]': '6 characters; at most 5 are allowed',
      'keys[1]': 'Empty: fill it in or remove it',
    });
    expect(payloadOf(fields, emptyForm(fields), 'utc').errors).toEqual({ connectorId: 'Required' });
  });

  it('ignores what a payload has of the wrong kind', () => {
    expect(formOf(fields, { connectorId: { a: 1 }, keys: 'a', schedule: [] }, 'utc')).toMatchObject({
      connectorId: '',
      keys: [],
      schedule: { unit: '' },
    });
    expect(formOf(fields, null, 'utc')).toEqual(emptyForm(fields));
  });

  it('takes errors of the hub by path', () => {
    expect(errorsByPath({ '$.schedule.unit': ['is "kW";', 'allowed are A, W'], connectorId: ['is -1'] })).toEqual({
      'schedule.unit': 'is "kW"; allowed are A, W',
      connectorId: 'is -1',
    });
  });
});
