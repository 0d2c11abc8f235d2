import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { ApiError } from '@/api/http';
import { ErrorNote } from '@/ui/Note';
import { useLogin } from './session';

/** User and password; says plainly when they are wrong. */
export function LoginForm({ user: known, onDone }: { user?: string; onDone?: () => void }) {
  const [user, setUser] = useState(known ?? '');
  const [password, setPassword] = useState('');
  const login = useLogin();
  const refused = login.error instanceof ApiError && login.error.status === 401;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    login.mutate({ user: user.trim(), password }, { onSuccess: onDone });
  };

  return (
    <form onSubmit={submit} style={{ display: 'grid', gap: 12 }}>
      <TextInput
        size="sm"
        label="User"
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        required
        withAsterisk={false}
        autoFocus={!known}
        readOnly={known !== undefined}
        value={user}
        onChange={(event) => setUser(event.currentTarget.value)}
      />
      <PasswordInput
        size="sm"
        label="Password"
        name="password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        autoFocus={known !== undefined}
        data-autofocus={known !== undefined || undefined}
        value={password}
        error={refused ? 'User or password is wrong' : undefined}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {login.error && !refused && <ErrorNote error={login.error} />}
      <Button type="submit" size="sm" loading={login.isPending}>
        Log in
      </Button>
    </form>
  );
}
