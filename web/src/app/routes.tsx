import { lazy } from 'react';
import { createBrowserRouter, Link, useRouteError } from 'react-router';
import { OverviewPage } from '@/features/overview/OverviewPage';
import { Empty, ErrorNote } from '@/ui/Note';
import { Shell } from './Shell';

const StationsPage = lazy(async () => ({ default: (await import('@/features/stations/StationsPage')).StationsPage }));
const StationPage = lazy(async () => ({ default: (await import('@/features/station/StationPage')).StationPage }));
const AlarmsPage = lazy(async () => ({ default: (await import('@/features/alarms/AlarmsPage')).AlarmsPage }));
const TransactionsPage = lazy(async () => ({ default: (await import('@/features/transactions/TransactionsPage')).TransactionsPage }));
const IdTagsPage = lazy(async () => ({ default: (await import('@/features/idTags/IdTagsPage')).IdTagsPage }));
const MessagesPage = lazy(async () => ({ default: (await import('@/features/messages/MessagesPage')).MessagesPage }));
const MqttPage = lazy(async () => ({ default: (await import('@/features/mqtt/MqttPage')).MqttPage }));
const ClusterPage = lazy(async () => ({ default: (await import('@/features/cluster/ClusterPage')).ClusterPage }));
const AuditPage = lazy(async () => ({ default: (await import('@/features/audit/AuditPage')).AuditPage }));
const DeadLettersPage = lazy(async () => ({ default: (await import('@/features/deadLetters/DeadLettersPage')).DeadLettersPage }));
const SitesPage = lazy(async () => ({ default: (await import('@/features/site/SitesPage')).SitesPage }));
const SitePage = lazy(async () => ({ default: (await import('@/features/site/SitePage')).SitePage }));
const TwinPage = lazy(async () => ({ default: (await import('@/features/twin/TwinPage')).TwinPage }));
const SettingsPage = lazy(async () => ({ default: (await import('@/features/settings/SettingsPage')).SettingsPage }));

/** When even the shell fails to draw. */
function Broken() {
  return (
    <main style={{ maxWidth: 640, margin: '15vh auto', padding: 16 }}>
      <ErrorNote error={useRouteError()} retry={() => location.assign('/')} />
    </main>
  );
}

export const makeRouter = () =>
  createBrowserRouter([
    {
      element: <Shell />,
      errorElement: <Broken />,
      children: [
        { path: '/', element: <OverviewPage /> },
        { path: '/stations', element: <StationsPage /> },
        { path: '/stations/:id', element: <StationPage /> },
        { path: '/alarms', element: <AlarmsPage /> },
        { path: '/transactions', element: <TransactionsPage /> },
        { path: '/sites', element: <SitesPage /> },
        { path: '/sites/:id', element: <SitePage /> },
        { path: '/twin', element: <TwinPage /> },
        { path: '/id-tags', element: <IdTagsPage /> },
        { path: '/messages', element: <MessagesPage /> },
        { path: '/mqtt', element: <MqttPage /> },
        { path: '/audit', element: <AuditPage /> },
        { path: '/dead-letters', element: <DeadLettersPage /> },
        { path: '/cluster', element: <ClusterPage /> },
        { path: '/settings', element: <SettingsPage /> },
        {
          path: '*',
          element: (
            <Empty title="There is no such page">
              Go to the <Link to="/">overview</Link> or press <kbd>Ctrl K</kbd> to find a station.
            </Empty>
          ),
        },
      ],
    },
  ]);
