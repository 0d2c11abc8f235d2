import { useQuery } from '@tanstack/react-query';
import { useMay } from '@/features/session/session';
import { readServerClock } from '@/live/serverClock';
import { Empty } from '@/ui/Note';
import { Facts } from '@/ui/Facts';
import { Panel } from '@/ui/Panel';
import { At, Lasting } from '@/ui/When';
import { RegistrationPanel } from './RegistrationPanel';
import { UsersPanel } from './UsersPanel';

export function SettingsPage() {
  const admin = useMay('Admin');
  const info = useQuery({ queryKey: ['info'], queryFn: readServerClock });
  return (
    <div style={{ display: 'grid', gap: 14, maxWidth: 980 }}>
      <h1>Settings</h1>
      {admin ? (
        <>
          <RegistrationPanel />
          <UsersPanel />
        </>
      ) : (
        <Panel title="Users and stations">
          <Empty title="For administrators">Users and the registration of stations are managed with the role admin.</Empty>
        </Panel>
      )}
      <Panel title="This hub">
        {info.data && (
          <Facts
            facts={[
              ['Version', info.data.version],
              ['Started', <At at={info.data.startedAt} />],
              ['Running for', <Lasting from={info.data.startedAt} />],
              [
                'Stations connect to',
                info.data.ocppPort === null ? (
                  'another process'
                ) : (
                  <span className="mono">{`ws://${location.hostname}:${info.data.ocppPort}/ocpp/<id>`}</span>
                ),
              ],
              ['Interface', <a href="/openapi/v1.json">OpenAPI description</a>],
              ['Health', <a href="/health/ready">Readiness</a>],
            ]}
          />
        )}
      </Panel>
    </div>
  );
}
