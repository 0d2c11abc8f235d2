import { Button } from '@mantine/core';
import { useCallback, useMemo, useState } from 'react';
import type { IdTag } from '@/api/types';
import { text, useFilters } from '@/app/filters';
import { useMay } from '@/features/session/session';
import { count } from '@/format/units';
import { PlusIcon } from '@/ui/icons';
import { useListKeys } from '@/ui/keyboard';
import { Empty, ErrorNote } from '@/ui/Note';
import { Panel } from '@/ui/Panel';
import { MoreRows, RowSkeletons } from '@/ui/Rows';
import { SearchBox } from '@/ui/SearchBox';
import { At } from '@/ui/When';
import { IdTagDialog } from './IdTagDialog';
import { useIdTags } from './query';
import { TagStatus } from './TagStatus';
import table from '@/ui/table.module.css';

const spec = { search: text };

export function IdTagsPage() {
  const may = useMay('Operator');
  const [{ search }, change] = useFilters(spec);
  const onSearch = useCallback((wanted: string) => change({ search: wanted }), [change]);
  const [edited, setEdited] = useState<IdTag | 'new' | null>(null);
  const [picked, setPicked] = useState(-1);
  const tags = useIdTags(search);
  const rows = useMemo(() => (tags.data?.pages ?? []).flatMap((page) => page.rows), [tags.data]);
  useListKeys({ count: rows.length, picked, pick: setPicked, open: (index) => may && setEdited(rows[index]!) });

  return (
    <Panel
      title="Id tags"
      page
      flush
      aside={
        <>
          <SearchBox label="Search id tags" placeholder="Tag or its beginning" value={search ?? ''} onChange={onSearch} width={220} />
          {may && (
            <Button leftSection={<PlusIcon size={12} />} onClick={() => setEdited('new')}>
              Add a tag
            </Button>
          )}
        </>
      }
    >
      {tags.isPending && <RowSkeletons rows={8} />}
      {tags.error && <ErrorNote error={tags.error} retry={() => void tags.refetch()} />}
      {tags.data && rows.length === 0 && (
        <Empty title={search ? 'No tag fits' : 'No id tag yet'}>
          {search
            ? 'Search by the tag as it is printed on the card.'
            : 'Stations charge only for tags that are listed here. Add the first one.'}
        </Empty>
      )}
      {rows.length > 0 && (
        <table className={table.table}>
          <thead>
            <tr>
              <th>Tag</th>
              <th>Status</th>
              <th className={table.hidePhone}>Group</th>
              <th>Expires</th>
              <th className={table.hidePhone}>Several at once</th>
              <th className={table.hidePhone}>Note</th>
              <th className={table.hidePhone}>Changed</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              <tr
                key={row.tag}
                className={`${may ? table.clickable : ''} ${i === picked ? table.picked : ''}`}
                onClick={() => may && setEdited(row)}
              >
                <td className="mono">
                  {may ? (
                    <button type="button" className={table.link}>
                      {row.tag}
                    </button>
                  ) : (
                    row.tag
                  )}
                </td>
                <td>
                  <TagStatus status={row.status} />
                </td>
                <td className={`mono ${table.hidePhone}`}>{row.parentTag ?? <span className="faint">–</span>}</td>
                <td>{row.expiresAt ? <At at={row.expiresAt} /> : <span className="dim">never</span>}</td>
                <td className={table.hidePhone}>{row.mayRunBeside ? 'yes' : 'no'}</td>
                <td className={`${table.hidePhone} dim`}>{row.note}</td>
                <td className={`${table.hidePhone} dim`}>
                  <At at={row.updatedAt} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rows.length > 0 && (
        <MoreRows hasMore={tags.hasNextPage} loading={tags.isFetchingNextPage} onMore={() => void tags.fetchNextPage()}>
          {count(rows.length)} shown
        </MoreRows>
      )}
      <IdTagDialog edited={edited} onClose={() => setEdited(null)} />
    </Panel>
  );
}
