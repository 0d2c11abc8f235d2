/** Numbers with their units, three significant digits where a quantity spans decades. */

export interface Quantity {
  number: string;
  unit: string;
}

export const nothing = '–';

const grouped = new Map<number, Intl.NumberFormat>();

/** Fixed decimals, thousands grouped, a true minus sign, never "-0". */
export function fixed(value: number, decimals: number): string {
  let format = grouped.get(decimals);
  if (!format) {
    format = new Intl.NumberFormat('en-GB', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
    grouped.set(decimals, format);
  }
  const text = format.format(value).replace('-', '−');
  return /^−[0.,]*$/.test(text) ? text.slice(1) : text;
}

export const count = (value: number | null | undefined): string => (value == null ? nothing : fixed(value, 0));

/** "1 session", "1,204 sessions". */
export const plural = (value: number, one: string, many = `${one}s`): string => `${fixed(value, 0)} ${value === 1 ? one : many}`;

/** Splits a value of an SI-based unit into digits and a scaled unit: 43120 W is "43.1" "kW". */
export function quantity(value: number | null | undefined, unit: string): Quantity {
  if (value == null || !Number.isFinite(value)) return { number: nothing, unit: '' };
  switch (unit) {
    case 'W':
    case 'VA':
    case 'var':
    case 'Wh':
    case 'varh':
      return scaled(value, unit);
    case 'B':
    case 'B/s':
      return scaled(value, unit);
    case '/s':
      return Math.abs(value) < 9_999.5
        ? { number: fixed(value, Math.abs(value) < 9.95 && value !== 0 ? 1 : 0), unit }
        : scaled(value, unit);
    case 'A':
      return { number: fixed(value, Math.abs(value) >= 999.95 ? 0 : 1), unit };
    case 'V':
      return { number: fixed(value, Math.abs(value) >= 999.95 ? 0 : 1), unit };
    case 'Percent':
    case '%':
      return { number: fixed(value, 0), unit: '%' };
    case 'Celsius':
      return { number: fixed(value, 1), unit: '°C' };
    case 'Hz':
      return { number: fixed(value, 2), unit };
    case 'ms':
      return milliseconds(value);
    default:
      return { number: fixed(value, Number.isInteger(value) ? 0 : 2), unit };
  }
}

/** As one string, with a no-break space: "43.1 kW". */
export function inUnits(value: number | null | undefined, unit: string): string {
  const parts = quantity(value, unit);
  return parts.unit ? `${parts.number}\u00a0${parts.unit}` : parts.number;
}

function scaled(value: number, unit: string): Quantity {
  const size = Math.abs(value);
  const energy = unit.endsWith('h');
  if (size < 999.5) return { number: fixed(value, 0), unit };
  if (size < 999_500) return { number: digits(value / 1e3, energy ? 2 : 1), unit: `k${unit}` };
  if (size < 999_500_000) return { number: digits(value / 1e6, 2), unit: `M${unit}` };
  return { number: digits(value / 1e9, 2), unit: `G${unit}` };
}

/** At most `decimals`, fewer as the whole part grows: 7.25, 43.1, 250. */
function digits(value: number, decimals: number): string {
  const size = Math.abs(value);
  return fixed(value, size < 9.995 ? decimals : size < 99.95 ? Math.min(decimals, 1) : 0);
}

function milliseconds(value: number): Quantity {
  const size = Math.abs(value);
  if (size < 10) return { number: fixed(value, 1), unit: 'ms' };
  if (size < 999.5) return { number: fixed(value, 0), unit: 'ms' };
  return { number: fixed(value / 1000, size < 99_950 ? 1 : 0), unit: 's' };
}
