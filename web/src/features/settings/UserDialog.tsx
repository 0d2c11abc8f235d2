import { Button, Modal, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiError, put } from '@/api/http';
import { queryClient } from '@/api/queryClient';
import type { Role, User } from '@/api/types';
import { roleOf } from '@/features/session/session';
import { ErrorNote } from '@/ui/Note';

const roles: { value: Role; label: string }[] = [
  { value: 'Viewer', label: 'Viewer: reads' },
  { value: 'Operator', label: 'Operator: also sends commands, acknowledges, edits id tags' },
  { value: 'Admin', label: 'Admin: also manages users and stations' },
];

export function UserDialog({ edited, onClose }: { edited: User | 'new' | null; onClose(): void }) {
  return (
    <Modal
      opened={edited !== null}
      onClose={onClose}
      title={<strong>{edited === 'new' ? 'Add a user' : `User ${edited?.name ?? ''}`}</strong>}
      size={440}
    >
      {edited && <Form user={edited === 'new' ? null : edited} onClose={onClose} />}
    </Modal>
  );
}

function Form({ user, onClose }: { user: User | null; onClose(): void }) {
  const [name, setName] = useState(user?.name ?? '');
  const [role, setRole] = useState<Role>(user ? roleOf(user.role) : 'Operator');
  const [password, setPassword] = useState('');
  const save = useMutation({
    mutationFn: () => put<User>(`/users/${encodeURIComponent(name.trim())}`, { role, ...(password ? { password } : {}) }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['users'] });
      onClose();
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
        label="Name"
        required
        withAsterisk={false}
        readOnly={user !== null}
        data-autofocus={user === null || undefined}
        autoComplete="off"
        autoCapitalize="none"
        value={name}
        error={errors['name']?.join(' ')}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect label="Role" value={role} onChange={(event) => setRole(event.currentTarget.value as Role)} data={roles} />
      <PasswordInput
        label={user ? 'New password' : 'Password'}
        description={user ? 'At least 10 characters; empty leaves it as it is' : 'At least 10 characters'}
        required={user === null}
        withAsterisk={false}
        autoComplete="new-password"
        value={password}
        error={errors['password']?.join(' ')}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {save.error && Object.keys(errors).length === 0 && <ErrorNote error={save.error} />}
      <div className="row" style={{ justifyContent: 'flex-end' }}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={save.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}
