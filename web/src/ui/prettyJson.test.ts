import { describe, expect, it } from 'vitest';
import { glance, prettyJson } from './prettyJson';

describe('JSON for people', () => {
  it('indents values and JSON text, and leaves other text alone', () => {
    expect(prettyJson({ a: 1 })).toBe('{\n  "a": 1\n}');
    expect(prettyJson('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(prettyJson('{"a":')).toBe('{"a":');
    expect(prettyJson(undefined)).toBe('');
  });

  it('shows the gist on one line', () => {
    expect(glance('{"connectorId":1,"info":null,"list":[{"a":"x"},2]}')).toBe('connectorId: 1, info: null, list: [{a: x}, 2]');
    expect(glance('not json')).toBe('not json');
    expect(glance(null)).toBe('');
    expect(glance('"abcdef"', 3)).toBe('abc');
  });
});
