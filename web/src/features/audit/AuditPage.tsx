import { Switch, TextInput } from '@mantine/core';
import { useCallback } from 'react';
import { useFilters } from '@/app/filters';
import { useZone } from '@/app/prefs';
import { ViewsMenu } from '@/app/ViewsMenu';
import { useMay } from '@/features/session/session';
import { fromInput, toInput } from '@/format/time';
import { ExportButton } from '@/ui/ExportButton';
import { Empty } from '@/ui/Note';
import { Panel } from '@/ui/Panel';
import { SearchBox } from '@/ui/SearchBox';
import { AuditTable } from './AuditTable';
import { auditColumns, auditSpec, readAudit } from './query';
import table from '@/ui/table.module.css';

/** Who did what, searchable. */
export function AuditPage() {
  const may = useMay('Operator');
  const zone = useZone();
  const [filter, change] = useFilters(auditSpec);
  const onText = useCallback((text: string) => change({ text }), [change]);
  const onUser = useCallback((user: string) => change({ user }), [change]);
  const onTarget = useCallback((target: string) => change({ target }), [change]);
  if (!may) {
    return (
      <Panel title="Audit log" page>
        <Empty title="The audit log is for operators">It holds who did what, with the addresses that they did it from.</Empty>
      </Panel>
    );
  }
  const time = (name: 'from' | 'to', label: string) => (
    <TextInput
      type="datetime-local"
      aria-label={`${label}, ${zone === 'utc' ? 'UTC' : 'local time'}`}
      value={filter[name] ? toInput(Date.parse(filter[name]), zone).slice(0, 16) : ''}
      onChange={(event) => change({ [name]: fromInput(event.currentTarget.value, zone) ?? undefined })}
    />
  );
  return (
    <Panel
      title="Audit log"
      page
      flush
      aside={
        <>
          <SearchBox label="Search the audit log" placeholder="Text in what was asked or answered" value={filter.text ?? ''} onChange={onText} width={220} />
          <SearchBox label="Station, tag or user that it was done to" placeholder="To what" value={filter.target ?? ''} onChange={onTarget} width={130} second />
          <SearchBox label="User who did it" placeholder="Who" value={filter.user ?? ''} onChange={onUser} width={110} second />
          <Switch label="Failed only" checked={filter.failed ?? false} onChange={(event) => change({ failed: event.currentTarget.checked || undefined })} />
          <span className={`row ${filter.from || filter.to ? '' : table.hidePhone}`} style={{ flexWrap: 'nowrap' }}>
            {time('from', 'From')}
            to
            {time('to', 'Before')}
          </span>
          <ExportButton what="audit" columns={auditColumns} read={() => readAudit(filter)} />
          <ViewsMenu />
        </>
      }
    >
      <AuditTable filter={filter} />
    </Panel>
  );
}
