import { Button, Modal, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { ApiError, put } from '@/api/http';
import type { Station } from '@/api/types';
import { fleet } from '@/live/fleet';
import { PlusIcon } from '@/ui/icons';
import { ErrorNote } from '@/ui/Note';

/** Makes a station known before it first connects, with the password that it must then have. */
export function AddStation() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" leftSection={<PlusIcon size={12} />} onClick={() => setOpen(true)}>
        Add a station
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title={<strong>Add a station</strong>} size={420}>
        {open && <Form />}
      </Modal>
    </>
  );
}

function Form() {
  const navigate = useNavigate();
  const [id, setId] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [password, setPassword] = useState('');
  const save = useMutation({
    mutationFn: () =>
      put<Station>(`/chargers/${encodeURIComponent(id.trim())}`, {
        registration: 'Accepted',
        displayName,
        ...(password ? { password } : {}),
      }),
    onSuccess: (saved) => {
      fleet.apply([saved]);
      void navigate(`/stations/${encodeURIComponent(saved.id)}?tab=details`);
    },
  });
  const errors = save.error instanceof ApiError ? save.error.errors : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit} style={{ display: 'grid', gap: 12 }}>
      <TextInput
        label="Id"
        description="The end of the address that the station connects to"
        required
        withAsterisk={false}
        data-autofocus
        spellCheck={false}
        value={id}
        error={errors['id']?.join(' ')}
        onChange={(event) => setId(event.currentTarget.value)}
      />
      <TextInput
        label="Display name"
        value={displayName}
        error={errors['displayName']?.join(' ')}
        onChange={(event) => setDisplayName(event.currentTarget.value)}
      />
      <PasswordInput
        label="Password of the station"
        description="HTTP basic; empty for none"
        autoComplete="new-password"
        value={password}
        error={errors['password']?.join(' ')}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {save.error && Object.keys(errors).length === 0 && <ErrorNote error={save.error} />}
      <Button type="submit" loading={save.isPending}>
        Add
      </Button>
    </form>
  );
}
