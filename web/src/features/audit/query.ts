import { useInfiniteQuery } from '@tanstack/react-query';
import { getAll, getPage, withParams } from '@/api/http';
import type { AuditEntry } from '@/api/types';
import { type Filters, flag, moment, text } from '@/app/filters';
import type { CsvColumn } from '@/format/csv';

export const auditSpec = { user: text, kind: text, target: text, text, failed: flag, from: moment, to: moment };

export type AuditFilter = Filters<typeof auditSpec>;

const pageSize = 100;
const pollMs = 10_000;
const mostExported = 50_000;

/** What operators did, newest first; asked again now and then while its first page alone is shown. */
export const useAudit = (filter: AuditFilter, wanted: boolean) =>
  useInfiniteQuery({
    queryKey: ['audit', filter],
    enabled: wanted,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => getPage<AuditEntry>(withParams('/audit', { ...filter, limit: pageSize, after: pageParam }), signal),
    getNextPageParam: (last) => last.next,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 1) === 1 ? pollMs : false),
  });

export const readAudit = (filter: AuditFilter) => getAll<AuditEntry>(withParams('/audit', { ...filter }), mostExported);

export const auditColumns: CsvColumn<AuditEntry>[] = [
  { name: 'At', value: (e) => e.at },
  { name: 'User', value: (e) => e.user },
  { name: 'Address', value: (e) => e.address },
  { name: 'Kind', value: (e) => e.kind },
  { name: 'Target', value: (e) => e.target },
  { name: 'Detail', value: (e) => (e.detail === null ? null : typeof e.detail === 'string' ? e.detail : JSON.stringify(e.detail)) },
  { name: 'Status', value: (e) => e.status },
  { name: 'Outcome', value: (e) => e.outcome },
];
