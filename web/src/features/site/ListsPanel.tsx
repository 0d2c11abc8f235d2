import { useMediaQuery } from '@mantine/hooks';
import { useCallback, useMemo } from 'react';
import type { Site, SiteContactor, SiteEvent, SiteModule } from '@/api/siteTypes';
import { oneOf, text, useFilters } from '@/app/filters';
import { count, fixed } from '@/format/units';
import { Chips } from '@/ui/Chips';
import { State } from '@/ui/Glyph';
import { Empty } from '@/ui/Note';
import { Panel } from '@/ui/Panel';
import { Qty } from '@/ui/Qty';
import { SearchBox } from '@/ui/SearchBox';
import { SeverityMark } from '@/ui/Severity';
import type { Direction } from '@/ui/SortButton';
import { At } from '@/ui/When';
import { contactorKeys, findContactors, findEvents, findModules, isContactorUnwell, moduleKeys, sortRows, wornPct } from './lists';
import { type Column, VirtualTable } from './VirtualTable';
import { contactorLook, isContactorBad, isModuleBad, isModuleUnwell, moduleLook, severityOf } from './words';
import css from './site.module.css';

const spec = {
  list: oneOf('contactors', 'events'),
  find: text,
  only: oneOf('unwell', 'closed', 'warning', 'critical'),
  by: text,
  order: oneOf('asc', 'desc'),
};

/** Modules, contactors and events: one at a time, so that the keys are always those of the list in sight. */
export function ListsPanel({ site, onModule }: { site: Site; onModule(id: string): void }) {
  const [{ list, find, only, by, order = 'asc' }, change] = useFilters(spec);
  const phone = useMediaQuery('(max-width: 700px)', undefined, { getInitialValueInEffect: false }) ?? false;
  const onFind = useCallback((wanted: string) => change({ find: wanted }), [change]);
  const onSort = useCallback((wanted: string, way: Direction) => change({ by: wanted, order: way }), [change]);
  const wornOut = useMemo(() => site.contactors.filter(isContactorUnwell).length, [site.contactors]);
  const unwell = site.modules.filter(isModuleUnwell).length;
  const head = { order, onSort, phone };

  return (
    <Panel
      title={list === 'contactors' ? 'Contactors' : list === 'events' ? 'Events' : 'Modules'}
      flush
      aside={
        <>
          <Chips<'contactors' | 'events' | undefined>
            label="What to list"
            value={list}
            onChange={(wanted) => change({ list: wanted, only: undefined, by: undefined, order: undefined, find: undefined })}
            chips={[
              { value: undefined, label: 'Modules', count: site.modules.length },
              { value: 'contactors', label: 'Contactors', count: site.contactors.length },
              { value: 'events', label: 'Events' },
            ]}
          />
          {list === 'events' ? (
            <Chips<string | undefined>
              label="Severity"
              value={only}
              onChange={(wanted) => change({ only: wanted as 'warning' | undefined })}
              chips={[
                { value: undefined, label: 'All' },
                { value: 'warning', label: 'Warnings' },
                { value: 'critical', label: 'Critical' },
              ]}
            />
          ) : (
            <Chips<string | undefined>
              label="Which"
              value={only}
              onChange={(wanted) => change({ only: wanted as 'unwell' | undefined })}
              chips={[
                { value: undefined, label: 'All' },
                { value: 'unwell', label: 'Not well', count: list === 'contactors' ? wornOut : unwell },
                ...(list === 'contactors' ? [{ value: 'closed', label: 'Closed' }] : []),
              ]}
            />
          )}
          <SearchBox
            key={list ?? 'modules'}
            label="Search the list"
            placeholder={
              list === 'events' ? 'Subject or text' : list === 'contactors' ? 'Contactor, module or gun' : 'Module, gun, serial or error'
            }
            value={find ?? ''}
            onChange={onFind}
            width={210}
            second
          />
        </>
      }
    >
      {list === 'contactors' ? (
        <Contactors rows={site.contactors} find={find} only={only === 'unwell' || only === 'closed' ? only : undefined} by={by} {...head} />
      ) : list === 'events' ? (
        <Events rows={site.events} find={find} only={only === 'warning' || only === 'critical' ? only : undefined} phone={phone} />
      ) : (
        <Modules rows={site.modules} find={find} unwell={only === 'unwell'} by={by} onOpen={(m) => onModule(m.id)} {...head} />
      )}
    </Panel>
  );
}

interface Sorted {
  find: string | undefined;
  by: string | undefined;
  order: Direction;
  onSort(by: string, order: Direction): void;
  phone: boolean;
}

const key = (row: { id: string }) => row.id;

const moduleColumns: Column<SiteModule>[] = [
  { label: 'Module', by: 'id', width: 'minmax(64px, 0.6fr)', render: (m) => <strong>{m.id}</strong> },
  { label: 'State', by: 'state', first: 'desc', width: 'minmax(96px, 0.9fr)', render: (m) => <State look={moduleLook(m)} /> },
  { label: 'Gun', by: 'gun', width: 'minmax(56px, 0.6fr)', render: (m) => m.gun ?? <span className="faint">–</span> },
  {
    label: 'Power',
    by: 'power',
    first: 'desc',
    num: true,
    width: 'minmax(76px, 0.6fr)',
    render: (m) => <Qty value={m.powerW} unit="W" quietZero />,
  },
  {
    label: 'Voltage',
    by: 'voltage',
    first: 'desc',
    num: true,
    wideOnly: true,
    width: 'minmax(76px, 0.6fr)',
    render: (m) => <Qty value={m.voltageV} unit="V" quietZero />,
  },
  {
    label: 'Current',
    by: 'current',
    first: 'desc',
    num: true,
    wideOnly: true,
    width: 'minmax(76px, 0.6fr)',
    render: (m) => <Qty value={m.currentA} unit="A" quietZero />,
  },
  {
    label: 'Temp.',
    by: 'temperature',
    first: 'desc',
    num: true,
    wideOnly: true,
    width: 'minmax(70px, 0.5fr)',
    render: (m) => <Qty value={m.temperatureC} unit="Celsius" />,
  },
  {
    label: 'Lost',
    by: 'lost',
    first: 'desc',
    num: true,
    wideOnly: true,
    width: 'minmax(56px, 0.4fr)',
    render: (m) => <span className={m.lostFrames ? '' : 'faint'}>{count(m.lostFrames)}</span>,
  },
  {
    label: 'Bus',
    by: 'bus',
    wideOnly: true,
    width: 'minmax(110px, 0.9fr)',
    render: (m) => <span className="dim">{`${m.bus} · ${m.address} · ${m.family}`}</span>,
  },
  {
    label: 'Says',
    wideOnly: true,
    width: 'minmax(120px, 2fr)',
    render: (m) => <span className={isModuleBad(m) ? css.badText : 'dim'}>{m.errors.map((e) => e.text).join(', ')}</span>,
  },
];

function Modules({
  rows,
  find,
  unwell,
  by = 'id',
  order,
  onSort,
  onOpen,
  phone,
}: Sorted & { rows: SiteModule[]; unwell: boolean; onOpen(row: SiteModule): void }) {
  const shown = useMemo(
    () => sortRows(findModules(rows, find, unwell), moduleKeys[by] ?? moduleKeys['id']!, order),
    [rows, find, unwell, by, order],
  );
  return (
    <VirtualTable
      label="Modules"
      columns={moduleColumns}
      rows={shown}
      rowKey={key}
      sort={by}
      order={order}
      onSort={onSort}
      onOpen={onOpen}
      isBad={isModuleBad}
      phone={phone}
      empty={<Nothing filtered={unwell || !!find} well={unwell && !find} what="module" />}
    />
  );
}

const contactorColumns: Column<SiteContactor>[] = [
  { label: 'Contactor', by: 'id', width: 'minmax(84px, 1fr)', render: (c) => <strong>{c.id}</strong> },
  { label: 'State', by: 'state', first: 'desc', width: 'minmax(96px, 1fr)', render: (c) => <State look={contactorLook(c.state)} /> },
  { label: 'From', by: 'from', wideOnly: true, width: 'minmax(64px, 1fr)', render: (c) => c.from },
  { label: 'To', by: 'to', wideOnly: true, width: 'minmax(64px, 1fr)', render: (c) => c.to },
  { label: 'Cycles', by: 'cycles', first: 'desc', num: true, width: 'minmax(70px, 0.7fr)', render: (c) => count(c.cycles) },
  { label: 'Wear', by: 'wear', first: 'desc', num: true, width: 'minmax(96px, 1.4fr)', render: (c) => <Wear pct={c.wearPct} /> },
];

function Wear({ pct }: { pct: number | null }) {
  if (pct === null) return <span className="faint">–</span>;
  return (
    <span className={css.wear} data-worn={pct >= wornPct || undefined}>
      <span className={css.wearBar} aria-hidden="true">
        <span style={{ width: `${Math.min(100, pct)}%` }} />
      </span>
      {fixed(pct, pct < 10 ? 1 : 0)}&nbsp;%
    </span>
  );
}

function Contactors({
  rows,
  find,
  only,
  by = 'id',
  order,
  onSort,
  phone,
}: Sorted & { rows: SiteContactor[]; only: 'unwell' | 'closed' | undefined }) {
  const shown = useMemo(
    () => sortRows(findContactors(rows, find, only), contactorKeys[by] ?? contactorKeys['id']!, order),
    [rows, find, only, by, order],
  );
  return (
    <VirtualTable<SiteContactor>
      label="Contactors"
      columns={contactorColumns}
      rows={shown}
      rowKey={key}
      sort={by}
      order={order}
      onSort={onSort}
      isBad={isContactorBad}
      phone={phone}
      empty={<Nothing filtered={only !== undefined || !!find} well={only === 'unwell' && !find} what="contactor" />}
    />
  );
}

const eventColumns: Column<SiteEvent>[] = [
  {
    label: 'At',
    width: 'minmax(84px, 150px)',
    render: (e) => (
      <span className={css.eventAt}>
        <SeverityMark severity={severityOf(e.severity)} size={12} />
        <At at={e.at} />
      </span>
    ),
  },
  { label: 'Subject', width: 'minmax(60px, 130px)', render: (e) => <strong>{e.subject}</strong> },
  { label: 'What', width: 'minmax(120px, 1fr)', render: (e) => <span title={e.text}>{e.text}</span> },
];

/** Events have no id of their own: the same text at the same moment is told apart by its place among its like. */
function Events({
  rows,
  find,
  only,
  phone,
}: {
  rows: SiteEvent[];
  find: string | undefined;
  only: 'warning' | 'critical' | undefined;
  phone: boolean;
}) {
  const { shown, keys } = useMemo(() => {
    const found = findEvents(rows, find, only);
    const seen = new Map<string, number>();
    const names = new Map<SiteEvent, string>();
    for (const event of found.toReversed()) {
      const name = `${event.at} ${event.subject} ${event.text}`;
      const n = seen.get(name) ?? 0;
      seen.set(name, n + 1);
      names.set(event, `${name} ${n}`);
    }
    return { shown: found, keys: names };
  }, [rows, find, only]);
  return (
    <VirtualTable
      label="Events"
      columns={eventColumns}
      rows={shown}
      rowKey={(event) => keys.get(event) ?? ''}
      isBad={(event) => event.severity === 'critical'}
      phone={phone}
      empty={<Nothing filtered={only !== undefined || !!find} well={only !== undefined && !find} what="event" />}
    />
  );
}

function Nothing({ filtered, well, what }: { filtered: boolean; well: boolean; what: string }) {
  if (well && what !== 'event') return <Empty title={`Every ${what} is well`} />;
  return <Empty title={filtered ? `No ${what} fits` : `No ${what} yet`} />;
}
