import type { Field } from '@/api/types';
import { fromInput, parseTime, toInput, type Zone } from '@/format/time';

/**
 * What a form holds while someone fills it in: texts as typed, objects and lists of them. Undefined is an optional part
 * that was not asked for.
 */
export type FormValue = string | FormObject | FormValue[] | undefined;
export interface FormObject {
  [name: string]: FormValue;
}

type Shape = Omit<Field, 'name' | 'required'>;

/** A form before anyone touched it: required parts are there, optional ones are not, defaults are filled in. */
export function emptyForm(fields: readonly Field[]): FormObject {
  return Object.fromEntries(fields.map((field) => [field.name, firstValue(field)]));
}

function firstValue(field: Field): FormValue {
  if (field.default != null) return valueOf(field, field.default, 'utc');
  return field.required ? emptyValue(field) : isPart(field) ? undefined : '';
}

export function emptyValue(shape: Shape): FormValue {
  if (shape.type === 'object') return emptyForm(shape.fields ?? []);
  if (shape.type === 'array') return shape.items && isPart(shape.items) ? [emptyValue(shape.items)] : [];
  return '';
}

/** Parts are added and removed as a whole; plain values are left blank instead. */
export const isPart = (shape: Shape): boolean => shape.type === 'object' || shape.type === 'array';

/** The form that would make this payload; what the payload does not have stays empty. */
export function formOf(fields: readonly Field[], payload: unknown, zone: Zone): FormObject {
  const given = isRecord(payload) ? payload : {};
  const form = emptyForm(fields);
  for (const field of fields) {
    const value = given[field.name];
    if (value != null) form[field.name] = valueOf(field, value, zone);
  }
  return form;
}

function valueOf(shape: Shape, value: unknown, zone: Zone): FormValue {
  if (shape.type === 'object') return formOf(shape.fields ?? [], value, zone);
  if (shape.type === 'array') return Array.isArray(value) && shape.items ? value.map((item) => valueOf(shape.items!, item, zone)) : [];
  const text = typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
  if (shape.type !== 'date-time') return text;
  const ms = parseTime(text);
  return ms === null ? '' : toInput(ms, zone);
}

export interface Payload {
  payload: Record<string, unknown>;
  /** What is wrong, by path, e.g. `csChargingProfiles.chargingSchedule.chargingSchedulePeriod[0].limit`. */
  errors: Record<string, string>;
}

/** The payload that the form stands for. With errors it is incomplete and must not be sent. */
export function payloadOf(fields: readonly Field[], form: FormObject, zone: Zone): Payload {
  const errors: Record<string, string> = {};
  return { payload: objectOf(fields, form, '', zone, errors), errors };
}

function objectOf(fields: readonly Field[], form: FormObject, path: string, zone: Zone, errors: Record<string, string>) {
  const payload: Record<string, unknown> = {};
  for (const field of fields) {
    const here = path ? `${path}.${field.name}` : field.name;
    const value = read(field, form[field.name], here, zone, errors);
    if (value !== undefined) payload[field.name] = value;
    else if (field.required && !errors[here]) errors[here] = 'Required';
  }
  return payload;
}

function read(shape: Shape, value: FormValue, path: string, zone: Zone, errors: Record<string, string>): unknown {
  if (shape.type === 'object') {
    return isRecord(value) ? objectOf(shape.fields ?? [], value, path, zone, errors) : undefined;
  }
  if (shape.type === 'array') {
    if (!Array.isArray(value)) return undefined;
    return value.map((item, i) => {
      const here = `${path}[${i}]`;
      const read_ = shape.items ? read(shape.items, item, here, zone, errors) : undefined;
      if (read_ === undefined && !errors[here]) errors[here] = 'Empty: fill it in or remove it';
      return read_;
    });
  }
  return typeof value === 'string' && value !== '' ? scalar(shape, value, path, zone, errors) : undefined;
}

function scalar(shape: Shape, text: string, path: string, zone: Zone, errors: Record<string, string>): unknown {
  switch (shape.type) {
    case 'integer':
      if (!/^\s*[-−]?\d{1,15}\s*$/.test(text)) errors[path] = `“${text}” is not a whole number`;
      return Number(text.replace('−', '-'));
    case 'number':
      if (!Number.isFinite(Number(text.replace('−', '-'))) || !text.trim()) errors[path] = `“${text}” is not a number`;
      return Number(text.replace('−', '-'));
    case 'boolean':
      return text === 'true';
    case 'date-time': {
      const iso = fromInput(text, zone);
      if (iso === null) errors[path] = `“${text}” is not a time`;
      return iso;
    }
    default:
      if (shape.maxLength != null && text.length > shape.maxLength) {
        errors[path] = `${text.length} characters; at most ${shape.maxLength} are allowed`;
      }
      return text;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Errors from the hub as one text per path, without a leading `$.`. */
export function errorsByPath(errors: Record<string, string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(errors).map(([path, texts]) => [path.replace(/^\$\.?/, ''), texts.join(' ')]));
}
