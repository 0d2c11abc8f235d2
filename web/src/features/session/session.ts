import { useMutation, useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { ApiError, del, get, post } from '@/api/http';
import { queryClient } from '@/api/queryClient';
import type { Role, Session } from '@/api/types';

const ranks: Record<Role, number> = { Viewer: 0, Operator: 1, Admin: 2 };

const known = (session: Session): Session => ({ ...session, role: roleOf(session.role) });

/** Roles are compared without case; one that we do not know may only read. */
export function roleOf(text: string): Role {
  const found = (Object.keys(ranks) as Role[]).find((role) => role.toLowerCase() === text.toLowerCase());
  return found ?? 'Viewer';
}

export const mayAct = (role: Role, needed: Role): boolean => ranks[role] >= ranks[needed];

/** The session, or null when there is none. */
export const useSessionQuery = () =>
  useQuery({
    queryKey: ['session'],
    staleTime: Infinity,
    queryFn: async ({ signal }) => {
      try {
        return known(await get<Session>('/session', signal));
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) return null;
        throw error;
      }
    },
  });

export const useLogin = () =>
  useMutation({
    mutationFn: async (login: { user: string; password: string }) => known(await post<Session>('/session', login)),
    onSuccess: (session) => queryClient.setQueryData(['session'], session),
  });

export async function logout(): Promise<void> {
  await del('/session').catch(() => undefined);
  queryClient.clear();
  location.assign('/');
}

export const SessionContext = createContext<Session>({ user: '', role: 'Viewer', demo: false });

export const useSession = (): Session => useContext(SessionContext);

/** Whether the one who is logged in has at least this role. */
export const useMay = (needed: Role): boolean => mayAct(useSession().role, needed);
