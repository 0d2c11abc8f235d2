import { useQuery } from '@tanstack/react-query';
import { get } from '@/api/http';
import { queryClient } from '@/api/queryClient';
import type { Overview, OverviewNow } from '@/api/types';
import type { LiveLink } from '@/live/link';
import { serverNow } from '@/live/serverClock';
import { addPower } from './power';

const queryKey = ['overview'];

export const useOverview = () => useQuery({ queryKey, queryFn: ({ signal }) => get<Overview>('/overview', signal), staleTime: 60_000 });

/** Every two seconds the live view brings the counts; the hour of power grows from them. */
export const followOverview = (link: LiveLink): (() => void) =>
  link.on('overview', (now: OverviewNow) => {
    queryClient.setQueryData<Overview>(queryKey, (before) =>
      before ? { ...before, ...now, power: addPower(before.power, serverNow(), now.powerW) } : before,
    );
  });
