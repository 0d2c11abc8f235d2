import { Button, NativeSelect, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { Profile, Station } from '@/api/types';
import { useMay } from '@/features/session/session';
import { Json } from '@/ui/Json';
import { Empty, ErrorNote } from '@/ui/Note';
import { RowSkeletons } from '@/ui/Rows';
import { At } from '@/ui/When';
import { outlets } from '@/ui/stationState';
import { useProfiles, useSchedule } from './queries';
import { ScheduleChart } from './ScheduleChart';
import css from './station.module.css';
import table from '@/ui/table.module.css';

interface Props {
  station: Station;
  onCommand(action: string, payload?: Record<string, unknown>): void;
}

export function ProfilesTab({ station, onCommand }: Props) {
  const connectors = outlets(station);
  const [connectorId, setConnectorId] = useState(connectors[0]?.connectorId ?? 0);
  const [unit, setUnit] = useState<'A' | 'W'>('A');
  const may = useMay('Operator') && station.connected;
  const schedule = useSchedule(station.id, connectorId, unit);
  const profiles = useProfiles(station.id);
  return (
    <div>
      <section className={css.section}>
        <div className={css.sectionHead}>
          <h2>Limit over the next 24 hours</h2>
          <NativeSelect
            aria-label="Connector of the schedule"
            value={String(connectorId)}
            onChange={(event) => setConnectorId(Number(event.currentTarget.value))}
            data={[
              { value: '0', label: 'Whole station' },
              ...connectors.map((c) => ({ value: String(c.connectorId), label: `Connector ${c.connectorId}` })),
            ]}
          />
          <SegmentedControl
            aria-label="Unit of the schedule"
            value={unit}
            onChange={(value) => setUnit(value)}
            data={[
              { value: 'A', label: 'A' },
              { value: 'W', label: 'W' },
            ]}
          />
          <span className="grow" />
          <Button
            variant="default"
            disabled={!may}
            onClick={() => onCommand('GetCompositeSchedule', { connectorId, duration: 86_400, chargingRateUnit: unit })}
          >
            Ask the charger
          </Button>
        </div>
        {schedule.isPending && <RowSkeletons rows={4} />}
        {schedule.error && <ErrorNote error={schedule.error} retry={() => void schedule.refetch()} />}
        {schedule.data && <ScheduleChart schedule={schedule.data} />}
      </section>
      <section className={css.section} style={{ paddingInline: 0, paddingBottom: 0 }}>
        <div className={css.sectionHead} style={{ paddingInline: 12 }}>
          <h2>Profiles that the charger has accepted</h2>
          <span className="grow" />
          <Button variant="default" disabled={!may} onClick={() => onCommand('SetChargingProfile')}>
            Set a profile
          </Button>
        </div>
        {profiles.isPending && <RowSkeletons rows={3} />}
        {profiles.error && <ErrorNote error={profiles.error} retry={() => void profiles.refetch()} />}
        {profiles.data?.length === 0 && <Empty title="No profile">The station charges as it is built and configured.</Empty>}
        {profiles.data && profiles.data.length > 0 && (
          <ProfileTable profiles={profiles.data} may={may} onClear={(id) => onCommand('ClearChargingProfile', { id })} />
        )}
      </section>
    </div>
  );
}

function ProfileTable({ profiles, may, onClear }: { profiles: Profile[]; may: boolean; onClear(id: number): void }) {
  const [open, setOpen] = useState<number | null>(null);
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>Profile</th>
          <th>Purpose</th>
          <th>Connector</th>
          <th className={table.hidePhone}>Stack level</th>
          <th className={table.hidePhone}>Accepted</th>
          <th>
            <span className="unseen">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {profiles.map((p) => [
          <tr key={p.profileId}>
            <td>
              <button
                type="button"
                className={table.link}
                aria-expanded={open === p.profileId}
                onClick={() => setOpen(open === p.profileId ? null : p.profileId)}
              >
                {p.profileId}
              </button>
            </td>
            <td>
              {p.purpose}
              {p.transactionId !== null && <span className="dim"> #{p.transactionId}</span>}
            </td>
            <td>{p.connectorId === 0 ? 'whole station' : p.connectorId}</td>
            <td className={table.hidePhone}>{p.stackLevel}</td>
            <td className={table.hidePhone}>
              <At at={p.acceptedAt} />
            </td>
            <td className="num">
              <Button variant="subtle" size="compact-xs" disabled={!may} onClick={() => onClear(p.profileId)}>
                Remove
              </Button>
            </td>
          </tr>,
          open === p.profileId && (
            <tr key={`${p.profileId} open`}>
              <td colSpan={6}>
                <Json label="Profile" value={p.profile} />
              </td>
            </tr>
          ),
        ])}
      </tbody>
    </table>
  );
}
