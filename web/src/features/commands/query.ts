import { useQuery } from '@tanstack/react-query';
import { get, post } from '@/api/http';
import type { Command, CommandAnswer } from '@/api/types';

/** Every command that the hub can send, with the fields of its payload. */
export const useCommands = () =>
  useQuery({ queryKey: ['commands'], queryFn: ({ signal }) => get<Command[]>('/commands', signal), staleTime: Infinity });

export const sendCommand = (stationId: string, action: string, payload: unknown): Promise<CommandAnswer> =>
  post<CommandAnswer>(`/chargers/${encodeURIComponent(stationId)}/commands/${encodeURIComponent(action)}`, payload);
