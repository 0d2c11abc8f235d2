import { Tabs } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { Station } from '@/api/types';
import { RowSkeletons } from '@/ui/Rows';
import { MessageLog } from '@/features/messages/MessageLog';
import { AlarmTable } from '@/features/alarms/AlarmTable';
import { useMay } from '@/features/session/session';
import { TransactionTable } from '@/features/transactions/TransactionTable';
import type { StationFilters, Tab } from './filters';
import css from './station.module.css';

const ConfigurationTab = lazy(async () => ({ default: (await import('./ConfigurationTab')).ConfigurationTab }));
const ProfilesTab = lazy(async () => ({ default: (await import('./ProfilesTab')).ProfilesTab }));
const AccessTab = lazy(async () => ({ default: (await import('./AccessTab')).AccessTab }));
const AuditTable = lazy(async () => ({ default: (await import('@/features/audit/AuditTable')).AuditTable }));
const DetailsTab = lazy(async () => ({ default: (await import('./DetailsTab')).DetailsTab }));

const labels: Record<Tab, string> = {
  messages: 'Messages',
  transactions: 'Transactions',
  alarms: 'Alarms',
  configuration: 'Configuration',
  profiles: 'Profiles and schedule',
  access: 'Reservations and local list',
  audit: 'Operators',
  details: 'Details',
};

interface Props {
  station: Station;
  filters: StationFilters;
  change(filters: StationFilters): void;
  onCommand(action: string, payload?: Record<string, unknown>): void;
}

/** What is known about a station beyond the present; only the tab that is shown is read. */
export function StationTabs({ station, filters, change, onCommand }: Props) {
  const may = useMay('Operator');
  const shown = (Object.entries(labels) as [Tab, string][]).filter(([value]) => value !== 'audit' || may);
  const tab = shown.some(([value]) => value === filters.tab) ? filters.tab! : 'messages';
  return (
    <Tabs className={css.tabs} value={tab} onChange={(value) => change({ tab: value as Tab })} keepMounted={false}>
      <Tabs.List className={css.tabList}>
        {shown.map(([value, label]) => (
          <Tabs.Tab key={value} value={value}>
            {label}
            {value === 'alarms' && station.openAlarms > 0 && ` (${station.openAlarms})`}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={tab} className={css.tabBody}>
        <Suspense fallback={<RowSkeletons rows={6} />}>
          {tab === 'messages' && <MessageLog stationId={station.id} />}
          {tab === 'transactions' && <TransactionTable filter={{ chargerId: station.id }} fixedStation />}
          {tab === 'alarms' && <AlarmTable filter={{ chargerId: station.id }} fixedStation />}
          {tab === 'configuration' && <ConfigurationTab station={station} />}
          {tab === 'profiles' && <ProfilesTab station={station} onCommand={onCommand} />}
          {tab === 'access' && <AccessTab station={station} onCommand={onCommand} />}
          {tab === 'audit' && <AuditTable filter={{ target: station.id }} fixedTarget />}
          {tab === 'details' && <DetailsTab station={station} />}
        </Suspense>
      </Tabs.Panel>
    </Tabs>
  );
}
