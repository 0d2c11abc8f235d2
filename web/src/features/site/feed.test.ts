import { describe, expect, it } from 'vitest';
import type { Site, SiteChange } from '@/api/siteTypes';
import { SiteFeed } from './feed';
import { makeSite } from './testSite';

const change = (seq: number, more: Partial<SiteChange> = {}): SiteChange => ({
  id: 's',
  seq,
  head: null,
  feeders: [],
  modules: [],
  contactors: [],
  guns: [],
  events: [],
  ...more,
});

const charging = (site: Site, powerW: number) => ({ ...site.guns[0]!, state: 'charge' as const, demandW: powerW });

function open() {
  let asked = 0;
  const feed = new SiteFeed('s', () => asked++);
  const site = makeSite(2, 3);
  return { feed, site, asked: () => asked };
}

describe('SiteFeed', () => {
  it('works changes in one after the other and leaves the other lists as they are', () => {
    const { feed, site, asked } = open();
    feed.restart({ seq: 7, site });
    feed.take(change(8, { guns: [charging(site, 1000)] }));
    expect(feed.site!.guns.map((g) => g.demandW)).toEqual([1000, 0]);
    expect(feed.site!.modules).toBe(site.modules);
    expect(asked()).toBe(0);
  });

  it('keeps changes that come before the picture, and passes over those that are in it', () => {
    const { feed, site } = open();
    feed.take(change(7, { guns: [charging(site, 1)] }));
    feed.take(change(8, { guns: [charging(site, 2)] }));
    expect(feed.site).toBeNull();
    feed.restart({ seq: 7, site });
    expect(feed.site!.guns[0]!.demandW).toBe(2);
    feed.take(change(8, { guns: [charging(site, 3)] }));
    expect(feed.site!.guns[0]!.demandW).toBe(2);
  });

  it('asks once for the whole when a number is missing, and goes on from there', () => {
    const { feed, site, asked } = open();
    feed.restart({ seq: 0, site });
    feed.take(change(2));
    feed.take(change(3, { guns: [charging(site, 9)] }));
    expect(asked()).toBe(1);
    feed.restart({ seq: 2, site });
    expect(feed.site!.guns[0]!.demandW).toBe(9);
  });

  it('puts new events on top and keeps 200', () => {
    const { feed, site } = open();
    const at = '2026-01-01T00:00:00.000Z';
    const old = Array.from({ length: 200 }, (_, i) => ({ at, severity: 'info' as const, subject: 'x', text: `${i}` }));
    feed.restart({ seq: 0, site: { ...site, events: old } });
    feed.take(change(1, { events: [{ at, severity: 'critical', subject: 'x', text: 'new' }] }));
    expect(feed.site!.events).toHaveLength(200);
    expect(feed.site!.events[0]!.text).toBe('new');
  });

  it('asks again when the picture does not come', () => {
    const { feed, site, asked } = open();
    for (let seq = 1; seq <= 50; seq++) feed.take(change(seq));
    expect(asked()).toBe(0);
    feed.take(change(51));
    expect(asked()).toBe(1);
    feed.restart({ seq: 51, site });
    feed.take(change(52, { guns: [charging(site, 4)] }));
    expect(feed.site!.guns[0]!.demandW).toBe(4);
  });

  it('takes nothing of another site', () => {
    const { feed, site } = open();
    feed.restart({ seq: 0, site });
    feed.take({ ...change(1, { guns: [charging(site, 5)] }), id: 'other' });
    expect(feed.site).toBe(site);
  });
});
