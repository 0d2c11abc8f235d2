import { words } from '@/features/overview/fleetLists';

/** Why a transaction ended; OCPP says nothing when the driver ended it in the ordinary way. */
export function reasonWords(reason: string | null): string {
  const text = words(reason ?? 'Local');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
