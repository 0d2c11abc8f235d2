import type { Message } from '@/api/types';
import { glance } from '@/ui/prettyJson';

/** What a message is about, on one line: the frequent ones in their own words, the others as their fields. */
export function gist(message: Pick<Message, 'action' | 'request'>): string {
  const write = writers[message.action];
  if (write) {
    try {
      return write(JSON.parse(message.request) as Loose) || glance(message.request);
    } catch {
      // Not what the standard says: shown as it is.
    }
  }
  return glance(message.request);
}

type Loose = Record<string, unknown>;

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const list = (value: unknown): Loose[] => (Array.isArray(value) ? (value as Loose[]) : []);
const joined = (...parts: (string | false)[]): string => parts.filter(Boolean).join(' · ');
const connector = (r: Loose): string => `connector ${text(r['connectorId'])}`;

const writers: Record<string, (request: Loose) => string> = {
  MeterValues: (r) => joined(connector(r), samples(r['meterValue'])),
  StatusNotification: (r) => joined(connector(r), text(r['status']), r['errorCode'] !== 'NoError' && text(r['errorCode']), text(r['info'])),
  StartTransaction: (r) => joined(connector(r), `tag ${text(r['idTag'])}`, `meter ${text(r['meterStart'])} Wh`),
  StopTransaction: (r) => joined(`#${text(r['transactionId'])}`, text(r['reason']), `meter ${text(r['meterStop'])} Wh`),
  BootNotification: (r) => joined(`${text(r['chargePointVendor'])} ${text(r['chargePointModel'])}`, text(r['firmwareVersion'])),
};

/** The values of the last meter value: "Current.Import 31.9 A, SoC 64 Percent"; without a measurand it is the energy register. */
function samples(meterValues: unknown): string {
  const last = list(meterValues).at(-1);
  return list(last?.['sampledValue'])
    .map((s) =>
      [text(s['measurand']) || 'Energy.Active.Import.Register', text(s['phase']), text(s['value']), text(s['unit'])]
        .filter(Boolean)
        .join(' '),
    )
    .join(', ');
}
