import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

/** Filters that live in the address, so that a view can be bookmarked, shared and gone back to. */
interface Kind<T> {
  parse(text: string): T | undefined;
  write(value: T): string;
}

/** Free text, without blanks around it. */
export const text: Kind<string> = { parse: (t) => t.trim() || undefined, write: (v) => v };

/** One of the given words; anything else is as if absent. */
export const oneOf = <const T extends string>(...words: T[]): Kind<T> => ({
  parse: (t) => words.find((w) => w === t),
  write: (v) => v,
});

/** "true" or "false". */
export const flag: Kind<boolean> = {
  parse: (t) => (t === 'true' ? true : t === 'false' ? false : undefined),
  write: String,
};

/** A whole number of 0 or more. */
export const whole: Kind<number> = {
  parse: (t) => (/^\d{1,15}$/.test(t) ? Number(t) : undefined),
  write: String,
};

/** A point in time, kept as ISO text in UTC. */
export const moment: Kind<string> = {
  parse: (t) => (Number.isNaN(Date.parse(t)) ? undefined : new Date(t).toISOString()),
  write: (v) => v,
};

type Spec = Record<string, Kind<unknown>>;
export type Filters<S> = { [K in keyof S]?: S[K] extends Kind<infer T> ? T : never };

export function parseFilters<S extends Spec>(spec: S, params: URLSearchParams): Filters<S> {
  const found: Record<string, unknown> = {};
  for (const [name, kind] of Object.entries(spec)) {
    const value = params.get(name);
    const parsed: unknown = value === null ? undefined : kind.parse(value);
    if (parsed !== undefined) found[name] = parsed;
  }
  return found as Filters<S>;
}

/** The address with these filters changed; undefined or empty text removes one; what is not ours stays. */
export function writeFilters<S extends Spec>(spec: S, params: URLSearchParams, change: Filters<S>): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined || value === '') next.delete(name);
    else next.set(name, spec[name]!.write(value));
  }
  return next;
}

/** The filters of the page and the way to change some of them. Changes replace the entry in the history. */
export function useFilters<S extends Spec>(spec: S): [Filters<S>, (change: Filters<S>) => void] {
  const [params, setParams] = useSearchParams();
  const filters = useMemo(() => parseFilters(spec, params), [spec, params]);
  const change = useCallback(
    (wanted: Filters<S>) => setParams((now) => writeFilters(spec, now, wanted), { replace: true }),
    [spec, setParams],
  );
  return [filters, change];
}
