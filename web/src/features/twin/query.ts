import { useMutation, useQuery } from '@tanstack/react-query';
import { get, post } from '@/api/http';
import type {
  PackRun,
  TwinAgeing,
  TwinFit,
  TwinFollow,
  TwinHours,
  TwinRun,
  TwinSet,
  TwinTelemetry,
  TwinWay,
  TwinWearCost,
  TwinYears,
} from '@/api/twinTypes';
import { type ForecastQuestion, forecastBody } from './forecast';
import type { AgeingBody, PackBody, RunBody } from './question';
import type { TelemetrySource } from './telemetry';

/** A simulation with the question that it answers. */
export interface Answered<TBody, TResult> {
  body: TBody;
  result: TResult;
}

export const useTwinSets = () =>
  useQuery({ queryKey: ['twin', 'sets'], staleTime: Infinity, queryFn: ({ signal }) => get<TwinSet[]>('/twin/sets', signal) });

export const useTwinRun = () =>
  useMutation({ mutationFn: async (body: RunBody) => ({ body, result: await post<TwinRun>('/twin/runs', body) }) });

export const useTwinAgeing = () =>
  useMutation({ mutationFn: async (body: AgeingBody) => ({ body, result: await post<TwinAgeing>('/twin/ageing', body) }) });

export const useTwinPack = () =>
  useMutation({ mutationFn: async (body: PackBody) => ({ body, result: await post<PackRun>('/twin/packs/runs', body) }) });

export type AnsweredPack = Answered<PackBody, PackRun>;
export type AnsweredRun = Answered<RunBody, TwinRun>;
export type AnsweredAgeing = Answered<AgeingBody, TwinAgeing>;

/** Telemetry as fits and follows take it, and the truth where it is known. `changed` is what is true of an example in another way. */
async function telemetryOf(source: TelemetrySource, set: string, changed: { diffusionTime?: number } = {}) {
  if ('csv' in source) return { rows: { csv: source.csv }, truth: null };
  const body = { ...source.example.body, ...changed };
  const { trueSocPct, ...rows } = await post<TwinTelemetry>('/twin/telemetry', { set, ...body });
  return { rows, truth: { ...body, timeS: rows.timeS, socPct: trueSocPct } };
}

export interface FitQuestion {
  set: string;
  source: TelemetrySource;
  parameters: string[];
  profiles: boolean;
}

export const useTwinFit = () =>
  useMutation({
    mutationFn: async (asked: FitQuestion) => {
      const { rows, truth } = await telemetryOf(asked.source, asked.set);
      const { set, parameters, profiles } = asked;
      return { asked, truth, result: await post<TwinFit>('/twin/fits', { set, parameters, profiles, ...rows }) };
    },
  });

export interface FollowQuestion {
  set: string;
  source: TelemetrySource;
}

export const useTwinFollow = () =>
  useMutation({
    mutationFn: async (asked: FollowQuestion) => {
      // A follower takes the diffusion time as it is told: a fit finds it.
      const { rows, truth } = await telemetryOf(asked.source, asked.set, { diffusionTime: 1 });
      return { asked, truth, result: await post<TwinFollow>('/twin/follows', { set: asked.set, ...rows }) };
    },
  });

export const useTwinForecast = () =>
  useMutation({
    mutationFn: async (asked: ForecastQuestion) => {
      const body = forecastBody(asked);
      switch (asked.ahead) {
        case 'years':
          return { asked, body, kind: 'years' as const, result: await post<TwinYears>('/twin/forecasts/years', body) };
        case 'ways':
          return {
            asked,
            body,
            kind: 'ways' as const,
            result: await post<{ ways: TwinWay[]; tookMs: number }>('/twin/forecasts/what-if', body),
          };
        case 'wear':
          return { asked, body, kind: 'wear' as const, result: await post<TwinWearCost>('/twin/forecasts/wear-cost', body) };
        default:
          return { asked, body, kind: 'hours' as const, result: await post<TwinHours>('/twin/forecasts/hours', body) };
      }
    },
  });

type Answer<T extends () => { data: unknown }> = NonNullable<ReturnType<T>['data']>;
export type AnsweredFit = Answer<typeof useTwinFit>;
export type AnsweredFollow = Answer<typeof useTwinFollow>;
export type AnsweredForecast = Answer<typeof useTwinForecast>;
