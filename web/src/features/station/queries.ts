import { useQuery } from '@tanstack/react-query';
import { ApiError, get, withParams } from '@/api/http';
import type { ConfigurationKey, LocalList, PlannedSchedule, Profile, Reservation } from '@/api/types';

const path = (stationId: string, rest: string) => `/chargers/${encodeURIComponent(stationId)}/${rest}`;

export const useConfiguration = (stationId: string) =>
  useQuery({
    queryKey: ['configuration', stationId],
    queryFn: ({ signal }) => get<ConfigurationKey[]>(path(stationId, 'configuration'), signal),
  });

export const useProfiles = (stationId: string) =>
  useQuery({ queryKey: ['profiles', stationId], queryFn: ({ signal }) => get<Profile[]>(path(stationId, 'profiles'), signal) });

export const useReservations = (stationId: string) =>
  useQuery({ queryKey: ['reservations', stationId], queryFn: ({ signal }) => get<Reservation[]>(path(stationId, 'reservations'), signal) });

/** Null when no list was ever sent. */
export const useLocalList = (stationId: string) =>
  useQuery({
    queryKey: ['local-list', stationId],
    queryFn: async ({ signal }) => {
      try {
        return await get<LocalList>(path(stationId, 'local-list'), signal);
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }
    },
  });

export const useSchedule = (stationId: string, connectorId: number, unit: 'A' | 'W') =>
  useQuery({
    queryKey: ['schedule', stationId, connectorId, unit],
    queryFn: ({ signal }) =>
      get<PlannedSchedule>(withParams(path(stationId, `connectors/${connectorId}/schedule`), { duration: 86_400, unit }), signal),
  });
