import { describe, expect, it } from 'vitest';
import { addressOf, mostViews, queryOf, readViews, type View, withoutView, withView } from './views';

const view = (name: string, query = 'status=faulted', path = '/stations'): View => ({ path, name, query });

describe('named views', () => {
  it('compare by what they filter, not by the order of the address or what is open in it', () => {
    expect(queryOf('?status=faulted&search=north&alarm=7', 'alarm')).toBe('search=north&status=faulted');
    expect(queryOf('search=a%20b')).toBe(queryOf('?search=a+b'));
    expect(queryOf('')).toBe('');
  });

  it('replace one of the same name on the same page', () => {
    const both = withView([view('a'), view('a', 'open=true', '/alarms')], view('a', 'status=alarm'));
    expect(both).toEqual([view('a', 'open=true', '/alarms'), view('a', 'status=alarm')]);
    expect(withoutView(both, view('a'))).toEqual([view('a', 'open=true', '/alarms')]);
  });

  it('are bounded on each page; the oldest goes', () => {
    let views: View[] = [view('other', '', '/alarms')];
    for (let i = 0; i <= mostViews; i++) views = withView(views, view(`v${i}`));
    expect(views).toHaveLength(mostViews + 1);
    expect(views[0]!.name).toBe('other');
    expect(views[1]!.name).toBe('v1');
  });

  it('outlive nonsense in the storage', () => {
    expect(readViews(null)).toEqual([]);
    expect(readViews('{')).toEqual([]);
    expect(readViews('{"a":1}')).toEqual([]);
    expect(readViews(JSON.stringify([null, 3, { path: 'javascript:x', name: 'a', query: '' }, view('a')]))).toEqual([view('a')]);
  });

  it('lead to an address', () => {
    expect(addressOf(view('a'))).toBe('/stations?status=faulted');
    expect(addressOf(view('a', ''))).toBe('/stations');
  });
});
