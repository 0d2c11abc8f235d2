import { useElementSize } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { Site } from '@/api/siteTypes';
import { oneOf, text, useFilters } from '@/app/filters';
import { Chips } from '@/ui/Chips';
import { Empty } from '@/ui/Note';
import { Panel } from '@/ui/Panel';
import { SearchBox } from '@/ui/SearchBox';
import { gunColor } from './energise';
import { GunCard } from './GunCard';
import { findGuns } from './lists';
import type { SiteCommands } from './query';
import { isGunBad, isGunInUse } from './words';
import css from './site.module.css';

const spec = { guns: oneOf('use', 'fault'), gunFind: text, gun: text };
const cardWidth = 330;
const cardHeight = 236;
const gap = 10;

interface Props {
  site: Site;
  commands: SiteCommands;
  may: boolean;
}

/** A card for every gun. Above a dozen, only those in sight are drawn. */
export function GunsPanel({ site, commands, may }: Props) {
  const [{ guns: which, gunFind, gun: shown }, change] = useFilters(spec);
  const onFind = useCallback((wanted: string) => change({ gunFind: wanted }), [change]);
  const { ref, width } = useElementSize();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => findGuns(site.guns, gunFind, which), [site.guns, gunFind, which]);
  const places = useMemo(() => new Map(site.guns.map((g, i) => [g.id, i])), [site.guns]);
  const columns = Math.max(1, Math.floor((width + gap) / (cardWidth + gap)));
  const list = useVirtualizer({
    count: Math.ceil(rows.length / columns),
    getScrollElement: () => scroller.current,
    estimateSize: () => cardHeight + gap,
    overscan: 2,
  });
  const shownAt = shown === undefined ? -1 : rows.findIndex((g) => g.id === shown);
  const ready = width > 0;
  useEffect(() => {
    if (!ready || shownAt < 0) return;
    list.scrollToIndex(Math.floor(shownAt / columns), { align: 'center' });
    scroller.current?.scrollIntoView({ block: 'nearest' });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only when another gun is asked for, not when cards move
  }, [shown, ready]);

  return (
    <Panel
      title="Guns"
      live
      aside={
        <>
          <Chips<'use' | 'fault' | undefined>
            label="Which guns"
            value={which}
            onChange={(wanted) => change({ guns: wanted })}
            chips={[
              { value: undefined, label: 'All', count: site.guns.length },
              { value: 'use', label: 'In use', count: site.guns.filter(isGunInUse).length },
              { value: 'fault', label: 'Fault', count: site.guns.filter(isGunBad).length },
            ]}
          />
          {site.guns.length > 6 && (
            <SearchBox label="Search guns" placeholder="Gun, vehicle or state" value={gunFind ?? ''} onChange={onFind} width={190} />
          )}
        </>
      }
    >
      <div ref={ref}>
        {rows.length === 0 ? (
          <Empty title={which === 'fault' ? 'No gun is in fault' : which === 'use' ? 'No gun is in use' : 'No gun fits'} />
        ) : (
          <div ref={scroller} className={css.guns}>
            <div style={{ height: list.getTotalSize() - gap, position: 'relative' }}>
              {list.getVirtualItems().map(({ index, start }) => (
                <div
                  key={index}
                  className={css.gunRow}
                  style={{
                    gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
                    height: cardHeight,
                    transform: `translateY(${start}px)`,
                  }}
                >
                  {rows.slice(index * columns, (index + 1) * columns).map((gun) => (
                    <GunCard
                      key={gun.id}
                      gun={gun}
                      color={gunColor(places.get(gun.id) ?? 0)}
                      commands={commands}
                      may={may}
                      picked={gun.id === shown}
                      online={site.online}
                    />
                  ))}
                </div>
              ))}
            </div>
          </div>
        )}
      </div>
    </Panel>
  );
}
