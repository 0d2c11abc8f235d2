import type { MqttRates } from '@/api/types';

/** What the chart shows. */
export const shownS = 300;

/** The last five minutes with what was measured since: the same array when that is known already. */
export function addRates(known: MqttRates[], now: MqttRates): MqttRates[] {
  const last = known.at(-1);
  const at = Date.parse(now.at);
  if (last && at <= Date.parse(last.at)) return known;
  const first = known.findIndex((one) => at - Date.parse(one.at) <= shownS * 1000);
  return [...(first < 0 ? [] : known.slice(first)), now];
}
