import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { put } from '@/api/http';
import type { Registration, Station } from '@/api/types';
import { fleet } from '@/live/fleet';
import { useFleetVersion } from '@/live/hooks';
import { Empty, ErrorNote } from '@/ui/Note';
import { Panel } from '@/ui/Panel';
import { RowSkeletons } from '@/ui/Rows';
import { Ago } from '@/ui/When';
import { AddStation } from './AddStation';
import table from '@/ui/table.module.css';

/** Stations that wait for an answer, and those that were turned away. */
export function RegistrationPanel() {
  const version = useFleetVersion(1000);
  const rows = useMemo(
    () => [...fleet.all()].filter((s) => s.registration !== 'Accepted').sort((a, b) => rank(a) - rank(b) || a.id.localeCompare(b.id)),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the version stands for what the store holds
    [version],
  );
  const decide = useMutation({
    mutationFn: ({ id, registration }: { id: string; registration: Registration }) =>
      put<Station>(`/chargers/${encodeURIComponent(id)}`, { registration }),
    onSuccess: (saved) => fleet.apply([saved]),
  });
  const waiting = rows.filter((s) => s.registration === 'Pending').length;

  return (
    <Panel
      title="Registration of stations"
      flush
      aside={
        <>
          {waiting > 0 && `${waiting} waiting`}
          <AddStation />
        </>
      }
    >
      {decide.error && <ErrorNote error={decide.error} />}
      {!fleet.loaded && <RowSkeletons rows={3} />}
      {fleet.loaded && rows.length === 0 && (
        <Empty title="Nobody waits">Unknown stations wait here when the hub is set to ask before it accepts them.</Empty>
      )}
      {rows.length > 0 && (
        <table className={table.table}>
          <thead>
            <tr>
              <th>Station</th>
              <th className={table.hidePhone}>Vendor, model</th>
              <th className={table.hidePhone}>Address</th>
              <th>Registration</th>
              <th className={table.hidePhone}>Last heard</th>
              <th>
                <span className="unseen">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((s) => (
              <tr key={s.id}>
                <td>
                  <Link to={`/stations/${encodeURIComponent(s.id)}?tab=details`}>{s.id}</Link>
                </td>
                <td className={table.hidePhone}>{[s.vendor, s.model].filter(Boolean).join(' ')}</td>
                <td className={`mono ${table.hidePhone}`}>{s.remoteAddress}</td>
                <td>{s.registration}</td>
                <td className={`dim ${table.hidePhone}`}>
                  <Ago at={s.lastSeenAt} />
                </td>
                <td className="num">
                  <Button size="compact-sm" onClick={() => decide.mutate({ id: s.id, registration: 'Accepted' })}>
                    Accept
                  </Button>{' '}
                  {s.registration === 'Pending' && (
                    <Button size="compact-sm" variant="default" onClick={() => decide.mutate({ id: s.id, registration: 'Rejected' })}>
                      Reject
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

const rank = (s: Station) => ['Pending', 'Rejected', 'Blocked'].indexOf(s.registration);
