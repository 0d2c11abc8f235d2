import { Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { del, put } from '@/api/http';
import type { Registration, Station } from '@/api/types';
import { useMay } from '@/features/session/session';
import { fleet } from '@/live/fleet';
import { Confirm } from '@/ui/Confirm';
import { Facts } from '@/ui/Facts';
import { ErrorNote } from '@/ui/Note';
import { Ago, At } from '@/ui/When';
import css from './station.module.css';

export function DetailsTab({ station: s }: { station: Station }) {
  const admin = useMay('Admin');
  return (
    <div>
      <section className={css.section}>
        <Facts
          facts={[
            ['Id', <span className="mono">{s.id}</span>],
            ['Vendor', s.vendor],
            ['Model', s.model],
            ['Serial number', s.serialNumber],
            ['Firmware', s.firmwareVersion],
            ['OCPP', s.ocppVersion?.replace(/^ocpp/, '')],
            ['Registration', s.registration],
            ['Address', s.remoteAddress],
            ['Connected', <At at={s.connectedAt} />],
            ['Disconnected', <At at={s.disconnectedAt} />],
            ['Last boot', <At at={s.bootedAt} />],
            ['Last heard', <Ago at={s.lastSeenAt} />],
            ['Clock', s.clockSkewMs === null ? null : `${s.clockSkewMs > 0 ? '+' : ''}${s.clockSkewMs} ms against the hub`],
            ['Firmware status', s.firmwareStatus],
            ['Diagnostics', s.diagnosticsStatus],
          ]}
        />
      </section>
      {admin && <Edit key={s.id} station={s} />}
    </div>
  );
}

function Edit({ station: s }: { station: Station }) {
  const navigate = useNavigate();
  const [displayName, setDisplayName] = useState(s.displayName ?? '');
  const [location, setLocation] = useState(s.location ?? '');
  const [registration, setRegistration] = useState(s.registration);
  const [password, setPassword] = useState('');
  const path = `/chargers/${encodeURIComponent(s.id)}`;
  const save = useMutation({
    mutationFn: () =>
      put<Station>(path, {
        registration,
        displayName: displayName.trim(),
        location: location.trim(),
        ...(password ? { password } : {}),
      }),
    onSuccess: (saved) => {
      fleet.apply([saved]);
      setPassword('');
    },
  });
  const remove = useMutation({
    mutationFn: () => del(path),
    onSuccess: () => {
      fleet.remove([s.id]);
      void navigate('/stations');
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <section className={css.section}>
      <h2 style={{ marginBottom: 8 }}>Edit</h2>
      <form onSubmit={submit} className={css.edit}>
        <TextInput label="Display name" value={displayName} onChange={(event) => setDisplayName(event.currentTarget.value)} />
        <TextInput label="Location" value={location} onChange={(event) => setLocation(event.currentTarget.value)} />
        <NativeSelect
          label="Registration"
          value={registration}
          onChange={(event) => setRegistration(event.currentTarget.value as Registration)}
          data={['Accepted', 'Pending', 'Rejected', 'Blocked']}
        />
        <PasswordInput
          label="Password of the station"
          description="HTTP basic; empty leaves it as it is"
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <div className="row">
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
          {save.isSuccess && <span className="dim">Saved</span>}
          <Confirm
            label="Remove the station"
            question={`Remove ${s.id} with its history? A station that connects again is met as a new one.`}
            yes="Remove"
            onYes={() => remove.mutate()}
          />
        </div>
        {(save.error ?? remove.error) && <ErrorNote error={save.error ?? remove.error} />}
      </form>
    </section>
  );
}
