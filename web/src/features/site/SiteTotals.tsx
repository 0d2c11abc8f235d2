import type { Site } from '@/api/siteTypes';
import { count, inUnits, plural } from '@/format/units';
import { Cell, Strip } from '@/ui/Strip';
import { isContactorBad, isGunBad, isModuleBad } from './words';

/** The site in six numbers. */
export function SiteTotals({ site }: { site: Site }) {
  const { totals, limit, guns, modules } = site;
  const bad = {
    guns: guns.filter(isGunBad).length,
    modules: modules.filter(isModuleBad).length,
    contactors: site.contactors.filter(isContactorBad).length,
  };
  const faults = bad.guns + bad.modules + bad.contactors;
  const feeder = site.feeders.map((f) => `${f.id} ${inUnits(f.usedW, 'W')} of ${inUnits(f.limitW, 'W')}`).join(', ');
  const spare = totals.demandW - totals.allocatedW;
  return (
    <Strip>
      <Cell
        label="Delivered"
        value={inUnits(totals.deliveredW, 'W')}
        note={`${guns.filter((g) => g.state === 'charge').length} of ${plural(guns.length, 'gun')} charging`}
      />
      <Cell
        label="Allocated"
        value={inUnits(totals.allocatedW, 'W')}
        note={`${count(modules.filter((m) => m.gun !== null).length)} of ${plural(modules.length, 'module')} in use`}
      />
      <Cell label="Demand" value={inUnits(totals.demandW, 'W')} note={spare > 500 ? `${inUnits(spare, 'W')} not met` : 'met'} />
      <Cell label="Capacity" value={inUnits(totals.capacityW, 'W')} note="of modules in service" />
      <Cell label="Limit" value={inUnits(limit.valueW, 'W')} note={feeder ? `${limit.source} · ${feeder}` : limit.source} />
      <Cell
        label="Faults"
        value={count(faults)}
        bad={faults > 0}
        note={
          faults === 0
            ? 'all well'
            : [
                bad.guns && plural(bad.guns, 'gun'),
                bad.modules && plural(bad.modules, 'module'),
                bad.contactors && plural(bad.contactors, 'contactor'),
              ]
                .filter(Boolean)
                .join(', ')
        }
      />
    </Strip>
  );
}
