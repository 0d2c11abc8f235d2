import { useEffect, useMemo } from 'react';
import { fleet } from '@/live/fleet';
import { link } from '@/live/hub';
import { StationFeed } from './feed';

/** Watches one station in detail as long as the page shows it. */
export function useFeed(id: string, skewMs: number | null): StationFeed {
  const feed = useMemo(() => {
    const made = new StationFeed();
    made.setSkew(skewMs);
    return made;
    // eslint-disable-next-line react-hooks/exhaustive-deps -- another station is another feed; a skew that is known later comes with the snapshot
  }, [id]);
  useEffect(() => {
    const unwatch = link.watchStation(id, ({ station, recent }) => {
      feed.setSkew(station.clockSkewMs);
      fleet.apply([station]);
      feed.restart(recent);
    });
    const leave = link.on('samples', (news) => {
      if (news.chargerId === id) feed.take(news.samples);
    });
    return () => {
      leave();
      unwatch();
    };
  }, [id, feed]);
  return feed;
}
