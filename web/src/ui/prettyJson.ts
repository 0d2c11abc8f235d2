/** Indented JSON of a value or of JSON text; text that is no JSON comes back as it is. */
export function prettyJson(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value, null, 2) ?? '';
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return value;
  }
}

/** JSON on one line without quotes and outer braces, for a glance: `connectorId: 1, status: Charging`. */
export function glance(json: string | null, maxLength = 300): string {
  if (!json) return '';
  try {
    return plain(JSON.parse(json), true).slice(0, maxLength);
  } catch {
    return json.slice(0, maxLength);
  }
}

function plain(value: unknown, outer = false): string {
  if (Array.isArray(value)) return `[${value.map((v) => plain(v)).join(', ')}]`;
  if (value === null || typeof value !== 'object') return String(value);
  const inside = Object.entries(value)
    .map(([key, v]) => `${key}: ${plain(v)}`)
    .join(', ');
  return outer ? inside : `{${inside}}`;
}
