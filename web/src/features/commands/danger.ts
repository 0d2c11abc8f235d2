import type { Station } from '@/api/types';

/** What a command would break, to be said before it is sent; null when nothing that does not mend itself. */
export function danger(action: string, payload: Record<string, unknown>, station: Station): string | null {
  const running = station.openTransactions;
  const ends = running === 0 ? '' : running === 1 ? ' The running transaction ends.' : ` ${running} running transactions end.`;
  switch (action) {
    case 'Reset':
      return payload['type'] === 'Hard'
        ? `${station.id} restarts at once, without stopping anything properly first.${ends}`
        : running > 0
          ? `${station.id} stops what is running and restarts.${ends}`
          : null;
    case 'UnlockConnector':
      return station.connectors.some((c) => c.connectorId === payload['connectorId'] && c.transactionId !== null)
        ? 'A transaction is running on this connector; unlocking ends it.'
        : null;
    case 'UpdateFirmware':
    case 'SignedUpdateFirmware':
      return `${station.id} installs other firmware and restarts; it may not come back if the file is wrong.${ends}`;
    case 'ClearChargingProfile':
      return Object.keys(payload).length === 0 ? 'Every charging profile of the station is removed, and with it every limit.' : null;
    case 'SendLocalList':
      return payload['updateType'] === 'Full' && !(payload['localAuthorizationList'] as unknown[] | undefined)?.length
        ? 'The station’s local list is emptied.'
        : null;
    case 'InstallCertificate':
    case 'DeleteCertificate':
    case 'CertificateSigned':
      return 'With wrong certificates the station may not be able to connect again.';
    default:
      return null;
  }
}
