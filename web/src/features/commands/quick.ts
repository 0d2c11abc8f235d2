import type { Connector, Station } from '@/api/types';
import { outlets } from '@/ui/stationState';

/** Not a command of OCPP, but a form of its own that sends one. */
export const limitAction = 'Limit';

/** What a quick action would most likely be asked for: the connector that is shown, its transaction, its tag. */
export function presetOf(action: string, station: Station, shown: Connector | undefined, lastTag: string | null): Record<string, unknown> {
  const all = outlets(station);
  const connector = shown ?? all[0];
  const connectorId = connector?.connectorId ?? 1;
  switch (action) {
    case 'RemoteStartTransaction':
      return {
        connectorId: (connector?.transactionId == null ? connector : all.find((c) => c.transactionId === null))?.connectorId ?? connectorId,
        ...(lastTag ? { idTag: lastTag } : {}),
      };
    case 'RemoteStopTransaction': {
      const running = connector?.transactionId != null ? connector : all.find((c) => c.transactionId !== null);
      return running ? { transactionId: running.transactionId } : {};
    }
    case 'Reset':
      return { type: 'Soft' };
    case 'UnlockConnector':
      return { connectorId };
    case 'ChangeAvailability':
      return { connectorId, type: connector?.status === 'Unavailable' ? 'Operative' : 'Inoperative' };
    case 'TriggerMessage':
      return { requestedMessage: 'StatusNotification' };
    case 'GetCompositeSchedule':
      return { connectorId, duration: 86_400 };
    default:
      return {};
  }
}
