import { Button, NativeSelect, Switch } from '@mantine/core';
import { useCallback, useMemo, useState } from 'react';
import { Link } from 'react-router';
import type { Message } from '@/api/types';
import { useFilters } from '@/app/filters';
import { count } from '@/format/units';
import { useCommands } from '@/features/commands/query';
import { ExportButton } from '@/ui/ExportButton';
import { useHeld } from '@/ui/held';
import { useListKeys } from '@/ui/keyboard';
import { Empty, ErrorNote } from '@/ui/Note';
import { MoreRows, RowSkeletons, WaitingRows } from '@/ui/Rows';
import { SearchBox } from '@/ui/SearchBox';
import { messageColumns, readMessages } from './csv';
import { messageSpec } from './filter';
import { MessageRow } from './MessageRow';
import { useMessages } from './query';
import { UntilChip } from './UntilChip';
import { stationActions } from './stationActions';
import css from './messages.module.css';

const key = (message: Message) => message.id;

/** The log of OCPP messages, of one station or of all. */
export function MessageLog({ stationId }: { stationId: string | null }) {
  const [filter, change] = useFilters(messageSpec);
  const [following, setFollowing] = useState(true);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const [picked, setPicked] = useState<number | null>(null);
  const log = useMessages(stationId, filter, following);
  const all = useMemo(() => (log.data?.pages ?? []).flatMap((page) => page.rows), [log.data]);
  const { rows, waiting, area, release } = useHeld(all, key, !following || open.size > 0);
  const commands = useCommands();
  const actions = useMemo(() => [...new Set([...stationActions, ...(commands.data ?? []).map((c) => c.action)])].sort(), [commands.data]);
  const onSearch = useCallback((text: string) => change({ text }), [change]);
  const toggle = useCallback((id: number) => {
    setPicked(id);
    setOpen((now) => {
      const next = new Set(now);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  useListKeys({
    count: rows.length,
    picked: rows.findIndex((row) => row.id === picked),
    pick: (index) => {
      setPicked(rows[index]?.id ?? null);
      document.getElementById(`message-${rows[index]?.id}`)?.scrollIntoView({ block: 'nearest' });
    },
    open: (index) => toggle(rows[index]!.id),
  });
  const filtered = Object.values(filter).some((value) => value !== undefined);

  return (
    <div>
      <div className={css.filters}>
        <SearchBox
          label="Search in messages"
          placeholder="Text in request, response or error"
          value={filter.text ?? ''}
          onChange={onSearch}
          width={230}
        />
        <NativeSelect
          aria-label="Direction"
          value={filter.direction ?? ''}
          onChange={(event) => change({ direction: (event.currentTarget.value || undefined) as 'in' | 'out' | undefined })}
          data={[
            { value: '', label: 'Both directions' },
            { value: 'in', label: 'From stations' },
            { value: 'out', label: 'To stations' },
          ]}
        />
        <NativeSelect
          aria-label="Action"
          value={filter.action ?? ''}
          onChange={(event) => change({ action: event.currentTarget.value || undefined })}
          data={[{ value: '', label: 'All actions' }, ...actions]}
        />
        <Switch
          label="Failed only"
          checked={filter.failed ?? false}
          onChange={(event) => change({ failed: event.currentTarget.checked || undefined })}
        />
        {filter.to && <UntilChip to={filter.to} onClear={() => change({ to: undefined })} />}
        <Switch
          label="Follow"
          disabled={filter.to !== undefined}
          checked={following}
          onChange={(event) => setFollowing(event.currentTarget.checked)}
        />
        <ExportButton what="messages" columns={messageColumns} read={() => readMessages(stationId, filter)} />
        <span className="grow" />
        <WaitingRows count={waiting} what="message" onShow={release} />
      </div>
      {log.error && <ErrorNote error={log.error} retry={() => void log.refetch()} />}
      {log.isPending && <RowSkeletons rows={10} />}
      {log.data && rows.length === 0 && (
        <Empty title={filtered ? 'No message fits' : 'No message yet'}>
          {filtered ? (
            <Button
              variant="default"
              onClick={() => change({ direction: undefined, action: undefined, text: undefined, failed: undefined, to: undefined })}
            >
              Clear the filters
            </Button>
          ) : (
            'What a station and the hub say to each other is listed here as it happens.'
          )}
        </Empty>
      )}
      {rows.length > 0 && (
        <div role="table" aria-label="Messages" {...area} className="live">
          {rows.map((message) => (
            <MessageRow
              key={message.id}
              message={message}
              station={
                stationId === null ? <Link to={`/stations/${encodeURIComponent(message.stationId)}`}>{message.stationId}</Link> : null
              }
              open={open.has(message.id)}
              picked={message.id === picked}
              onToggle={toggle}
            />
          ))}
        </div>
      )}
      {rows.length > 0 && (
        <MoreRows
          hasMore={log.hasNextPage}
          loading={log.isFetchingNextPage}
          onMore={() => {
            setFollowing(false);
            void log.fetchNextPage();
          }}
        >
          {count(rows.length)} shown, newest first
        </MoreRows>
      )}
    </div>
  );
}
