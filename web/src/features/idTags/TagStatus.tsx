import type { IdTag } from '@/api/types';
import { State } from '@/ui/Glyph';
import type { Look } from '@/ui/stationState';

const looks: Record<IdTag['status'], Look> = {
  Accepted: { label: 'Accepted', shape: 'check', tone: 'flow' },
  Blocked: { label: 'Blocked', shape: 'cross', tone: 'bad' },
  Expired: { label: 'Expired', shape: 'clock', tone: 'warn' },
};

export const TagStatus = ({ status }: { status: IdTag['status'] }) => <State look={looks[status]} />;
