/** A column of an exported list. A spreadsheet wants bare numbers, so the unit belongs in the name: "Power (W)". */
export interface CsvColumn<T> {
  name: string;
  value(row: T): string | number | boolean | null | undefined;
}

/** RFC 4180 with a byte order mark, by which spreadsheets know UTF-8. What was never said or measured is an empty cell. */
export function csvOf<T>(columns: readonly CsvColumn<T>[], rows: readonly T[]): string {
  const lines = [columns.map((column) => cell(column.name)).join(',')];
  for (const row of rows) lines.push(columns.map((column) => cell(column.value(row))).join(','));
  return `\ufeff${lines.join('\r\n')}\r\n`;
}

function cell(value: string | number | boolean | null | undefined): string {
  if (value == null) return '';
  if (typeof value !== 'string') return String(value);
  // Stations say what they like; a spreadsheet must not take it for a formula.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** "busbar-stations-2025-11-20-1402.csv", in UTC. */
export const csvName = (what: string, nowMs: number): string =>
  `busbar-${what}-${new Date(nowMs).toISOString().slice(0, 16).replace('T', '-').replace(':', '')}.csv`;
