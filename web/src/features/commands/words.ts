/** Names that words do not come out of. */
const labels: Record<string, string> = { csChargingProfiles: 'Charging profile', chargingSchedulePeriod: 'Periods' };

/** "idTag" reads "Id tag": the name as the standard has it stays beside it. */
export function fieldLabel(name: string): string {
  if (labels[name]) return labels[name];
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** "RemoteStartTransaction" reads "Remote start transaction". */
export const actionLabel = fieldLabel;

/** Units that the standard says in prose only. */
const units: Record<string, string> = {
  duration: 's',
  startPeriod: 's',
  retryInterval: 's',
  limit: 'the schedule’s unit',
  minChargingRate: 'the schedule’s unit',
};

export const fieldUnit = (name: string): string | undefined => units[name];
