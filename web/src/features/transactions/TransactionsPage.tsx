import { TextInput } from '@mantine/core';
import { useCallback, useMemo } from 'react';
import { flag, moment, text, useFilters } from '@/app/filters';
import { useZone } from '@/app/prefs';
import { ViewsMenu } from '@/app/ViewsMenu';
import { fromInput, toInput } from '@/format/time';
import { Chips } from '@/ui/Chips';
import { ExportButton } from '@/ui/ExportButton';
import { Panel } from '@/ui/Panel';
import { SearchBox } from '@/ui/SearchBox';
import { readTransactions, transactionColumns } from './csv';
import type { TransactionFilter } from './filter';
import { TransactionTable } from './TransactionTable';
import table from '@/ui/table.module.css';

const spec = { chargerId: text, idTag: text, open: flag, from: moment, to: moment };

export function TransactionsPage() {
  const zone = useZone();
  const [filters, change] = useFilters(spec);
  const { chargerId, idTag, open, from, to } = filters;
  const filter = useMemo<TransactionFilter>(() => ({ chargerId, idTag, open, from, to }), [chargerId, idTag, open, from, to]);
  const onStation = useCallback((id: string) => change({ chargerId: id }), [change]);
  const onTag = useCallback((tag: string) => change({ idTag: tag }), [change]);
  const time = (name: 'from' | 'to', label: string) => (
    <TextInput
      type="datetime-local"
      aria-label={`${label}, ${zone === 'utc' ? 'UTC' : 'local time'}`}
      value={filters[name] ? toInput(Date.parse(filters[name]), zone).slice(0, 16) : ''}
      onChange={(event) => change({ [name]: fromInput(event.currentTarget.value, zone) ?? undefined })}
    />
  );

  return (
    <Panel
      title="Transactions"
      page
      flush
      aside={
        <>
          <Chips<boolean | undefined>
            label="Which transactions"
            value={open}
            onChange={(wanted) => change({ open: wanted })}
            chips={[
              { value: undefined, label: 'All' },
              { value: true, label: 'Running' },
              { value: false, label: 'Ended' },
            ]}
          />
          <SearchBox label="Station" placeholder="Station id" value={chargerId ?? ''} onChange={onStation} width={140} />
          <SearchBox label="Id tag" placeholder="Id tag" value={idTag ?? ''} onChange={onTag} width={140} second />
          <span className={`row ${from || to ? '' : table.hidePhone}`} style={{ flexWrap: 'nowrap' }}>
            {time('from', 'Started from')}
            to
            {time('to', 'Started before')}
          </span>
          <ExportButton what="transactions" columns={transactionColumns} read={() => readTransactions(filter)} />
          <ViewsMenu without="transaction" />
        </>
      }
    >
      <TransactionTable filter={filter} />
    </Panel>
  );
}
