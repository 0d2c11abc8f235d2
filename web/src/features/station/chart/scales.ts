/** Scale ends that people read easily, and that change seldom while values move. */
const preferred = [1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.4, 8, 10];

/** The next preferred number at or above a value: 82 becomes 100, 101 becomes 125. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 0;
  const decade = 10 ** Math.floor(Math.log10(value));
  const step = preferred.find((p) => p * decade >= value * 0.999_999) ?? 10;
  return step * decade;
}

/** From 0 (or below, for power fed back) to a round number with some air above the greatest value; at least `least`. */
export function zeroScale(min: number | null, max: number | null, least: number): [number, number] {
  const low = Math.min(0, min ?? 0);
  return [low < 0 ? -roundUp(-low * 1.04) : 0, Math.max(least, roundUp((max ?? 0) * 1.04))];
}

/** Around what is there, in whole steps: for voltages, which live far from 0. */
export function aroundScale(min: number | null, max: number | null, step: number): [number, number] {
  if (min === null || max === null) return [0, step];
  const low = Math.floor((min - step * 0.2) / step) * step;
  const high = Math.ceil((max + step * 0.2) / step) * step;
  return [low, Math.max(high, low + step * 2)];
}
