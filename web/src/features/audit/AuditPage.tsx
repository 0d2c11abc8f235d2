import { Switch } from '@mantine/core';
import { useCallback } from 'react';
import { useFilters } from '@/app/filters';
import { ViewsMenu } from '@/app/ViewsMenu';
import { useMay } from '@/features/session/session';
import { ExportButton } from '@/ui/ExportButton';
import { Empty } from '@/ui/Note';
import { Panel } from '@/ui/Panel';
import { SearchBox } from '@/ui/SearchBox';
import { TimeSpanInput } from '@/ui/TimeSpanInput';
import { AuditTable } from './AuditTable';
import { auditColumns, auditSpec, readAudit } from './query';

/** Who did what, searchable. */
export function AuditPage() {
  const may = useMay('Operator');
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
  return (
    <Panel
      title="Audit log"
      page
      flush
      aside={
        <>
          <SearchBox
            label="Search the audit log"
            placeholder="Text in what was asked or answered"
            value={filter.text ?? ''}
            onChange={onText}
            width={220}
          />
          <SearchBox
            label="Station, tag or user that it was done to"
            placeholder="To what"
            value={filter.target ?? ''}
            onChange={onTarget}
            width={130}
            second
          />
          <SearchBox label="User who did it" placeholder="Who" value={filter.user ?? ''} onChange={onUser} width={110} second />
          <Switch
            label="Failed only"
            checked={filter.failed ?? false}
            onChange={(event) => change({ failed: event.currentTarget.checked || undefined })}
          />
          <TimeSpanInput what="Done" from={filter.from} to={filter.to} onChange={change} />
          <ExportButton what="audit" columns={auditColumns} read={() => readAudit(filter)} />
          <ViewsMenu />
        </>
      }
    >
      <AuditTable filter={filter} />
    </Panel>
  );
}
