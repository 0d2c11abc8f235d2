import { useCallback, useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { text, useFilters } from '@/app/filters';
import { count, inUnits } from '@/format/units';
import { State } from '@/ui/Glyph';
import { useListKeys } from '@/ui/keyboard';
import { Empty, ErrorNote } from '@/ui/Note';
import { Panel } from '@/ui/Panel';
import { Qty } from '@/ui/Qty';
import { RowSkeletons } from '@/ui/Rows';
import { SearchBox } from '@/ui/SearchBox';
import { useSites } from './query';
import { siteLook } from './words';
import css from './site.module.css';
import table from '@/ui/table.module.css';

const spec = { search: text };

export function SitesPage() {
  const navigate = useNavigate();
  const [{ search }, change] = useFilters(spec);
  const onSearch = useCallback((wanted: string) => change({ search: wanted }), [change]);
  const [picked, setPicked] = useState<string | null>(null);
  const sites = useSites(true);
  const rows = useMemo(() => {
    const wanted = search?.toLowerCase() ?? '';
    return (sites.data ?? []).filter((site) => `${site.id}\n${site.name}`.toLowerCase().includes(wanted));
  }, [sites.data, search]);
  const open = (id: string) => void navigate(`/sites/${encodeURIComponent(id)}`);
  useListKeys({
    count: rows.length,
    picked: rows.findIndex((site) => site.id === picked),
    pick: (index) => setPicked(rows[index]?.id ?? null),
    open: (index) => open(rows[index]!.id),
  });
  const number = `num ${table.hidePhone}`;

  return (
    <Panel
      title="Sites"
      page
      flush
      aside={
        (sites.data?.length ?? 0) > 5 && (
          <SearchBox label="Search sites" placeholder="Id or name" value={search ?? ''} onChange={onSearch} />
        )
      }
    >
      {sites.isPending && <RowSkeletons rows={4} />}
      {sites.error && <ErrorNote error={sites.error} retry={() => void sites.refetch()} />}
      {sites.data && rows.length === 0 && (
        <Empty title={search ? 'No site fits' : 'No site yet'}>
          {search ? 'Search looks in ids and names.' : 'A site appears here when its controller runs in this hub or reports to it.'}
        </Empty>
      )}
      {rows.length > 0 && (
        <table className={`${table.table} ${css.sites} live`}>
          <thead>
            <tr>
              <th>Site</th>
              <th>State</th>
              <th className="num">Delivered</th>
              <th className={number}>Demand</th>
              <th className={number}>Limit</th>
              <th className={table.hidePhone}>set by</th>
              <th className={number}>Guns</th>
              <th className={number}>Charging</th>
              <th className={number}>Modules</th>
              <th className={number}>Contactors</th>
              <th className={number}>Faults</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((site) => (
              <tr key={site.id} className={`${table.clickable} ${site.id === picked ? table.picked : ''}`} onClick={() => open(site.id)}>
                <td>
                  <button type="button" className={table.link}>
                    {site.name}
                  </button>
                  {site.name !== site.id && <span className="dim"> {site.id}</span>}
                </td>
                <td>
                  <State look={siteLook(site)} />
                </td>
                <td className="num">
                  <Qty value={site.totals.deliveredW} unit="W" quietZero />
                </td>
                <td className={number}>
                  <Qty value={site.totals.demandW} unit="W" quietZero />
                </td>
                <td className={number}>{inUnits(site.limit.valueW, 'W')}</td>
                <td className={`${table.hidePhone} dim`}>{site.limit.source}</td>
                <td className={number}>{count(site.guns)}</td>
                <td className={`${number} ${site.charging ? '' : 'faint'}`}>{count(site.charging)}</td>
                <td className={number}>{count(site.modules)}</td>
                <td className={number}>{count(site.contactors)}</td>
                <td className={`${number} ${site.faults ? css.badText : 'faint'}`}>{count(site.faults)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
