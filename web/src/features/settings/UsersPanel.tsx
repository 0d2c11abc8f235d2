import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { del, get } from '@/api/http';
import { queryClient } from '@/api/queryClient';
import type { User } from '@/api/types';
import { roleOf, useSession } from '@/features/session/session';
import { Confirm } from '@/ui/Confirm';
import { PlusIcon } from '@/ui/icons';
import { ErrorNote } from '@/ui/Note';
import { Panel } from '@/ui/Panel';
import { RowSkeletons } from '@/ui/Rows';
import { Ago } from '@/ui/When';
import { UserDialog } from './UserDialog';
import table from '@/ui/table.module.css';

export function UsersPanel() {
  const me = useSession().user;
  const [edited, setEdited] = useState<User | 'new' | null>(null);
  const users = useQuery({ queryKey: ['users'], queryFn: ({ signal }) => get<User[]>('/users', signal) });
  const remove = useMutation({
    mutationFn: (name: string) => del(`/users/${encodeURIComponent(name)}`),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['users'] }),
  });
  return (
    <Panel
      title="Users"
      flush
      aside={
        <Button leftSection={<PlusIcon size={12} />} onClick={() => setEdited('new')}>
          Add a user
        </Button>
      }
    >
      {users.isPending && <RowSkeletons rows={3} />}
      {(users.error ?? remove.error) && <ErrorNote error={users.error ?? remove.error} retry={() => void users.refetch()} />}
      {users.data && (
        <table className={table.table}>
          <thead>
            <tr>
              <th>Name</th>
              <th>Role</th>
              <th className={table.hidePhone}>Last login</th>
              <th>
                <span className="unseen">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {users.data.map((user) => (
              <tr key={user.name}>
                <td>
                  {user.name}
                  {user.name === me && <span className="dim"> (you)</span>}
                </td>
                <td>{roleOf(user.role)}</td>
                <td className={`dim ${table.hidePhone}`}>{user.lastLoginAt ? <Ago at={user.lastLoginAt} /> : 'never'}</td>
                <td className="num">
                  <Button variant="subtle" size="compact-xs" aria-label={`Edit ${user.name}`} onClick={() => setEdited(user)}>
                    Edit
                  </Button>
                  {user.name !== me && (
                    <Confirm
                      compact
                      label="Delete"
                      question={`Delete the user ${user.name}? They are logged out at once.`}
                      yes="Delete"
                      onYes={() => remove.mutate(user.name)}
                    />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <UserDialog edited={edited} onClose={() => setEdited(null)} />
    </Panel>
  );
}
