/** "anomaly.oscillation" reads "Anomaly: oscillation", "link.flood" "Link: flood". Stable names stay searchable as they are. */
export function alarmName(kind: string): string {
  const [area = '', ...rest] = kind.split('.');
  const words = rest
    .join(' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('-', ' ')
    .toLowerCase();
  const head = area.charAt(0).toUpperCase() + area.slice(1);
  return words ? `${head}: ${words}` : head;
}
