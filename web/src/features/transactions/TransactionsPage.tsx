import { useCallback, useMemo } from 'react';
import { flag, moment, text, useFilters } from '@/app/filters';
import { ViewsMenu } from '@/app/ViewsMenu';
import { Chips } from '@/ui/Chips';
import { ExportButton } from '@/ui/ExportButton';
import { Panel } from '@/ui/Panel';
import { SearchBox } from '@/ui/SearchBox';
import { TimeSpanInput } from '@/ui/TimeSpanInput';
import { readTransactions, transactionColumns } from './csv';
import type { TransactionFilter } from './filter';
import { TransactionTable } from './TransactionTable';

const spec = { chargerId: text, idTag: text, open: flag, from: moment, to: moment };

export function TransactionsPage() {
  const [filters, change] = useFilters(spec);
  const { chargerId, idTag, open, from, to } = filters;
  const filter = useMemo<TransactionFilter>(() => ({ chargerId, idTag, open, from, to }), [chargerId, idTag, open, from, to]);
  const onStation = useCallback((id: string) => change({ chargerId: id }), [change]);
  const onTag = useCallback((tag: string) => change({ idTag: tag }), [change]);

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
          <TimeSpanInput what="Started" from={from} to={to} onChange={change} />
          <ExportButton what="transactions" columns={transactionColumns} read={() => readTransactions(filter)} />
          <ViewsMenu without="transaction" />
        </>
      }
    >
      <TransactionTable filter={filter} />
    </Panel>
  );
}
