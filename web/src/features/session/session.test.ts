import { describe, expect, it } from 'vitest';
import { mayAct, roleOf } from './session';

describe('roles', () => {
  it('includes the lesser ones', () => {
    expect(mayAct('Admin', 'Operator')).toBe(true);
    expect(mayAct('Operator', 'Operator')).toBe(true);
    expect(mayAct('Viewer', 'Operator')).toBe(false);
  });

  it('compares without case and lets an unknown one only read', () => {
    expect(roleOf('admin')).toBe('Admin');
    expect(roleOf('OPERATOR')).toBe('Operator');
    expect(roleOf('superuser')).toBe('Viewer');
  });
});
