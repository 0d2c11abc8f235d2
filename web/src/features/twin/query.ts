import { useMutation, useQuery } from '@tanstack/react-query';
import { get, post } from '@/api/http';
import type { PackRun, TwinAgeing, TwinRun, TwinSet } from '@/api/twinTypes';
import type { AgeingBody, PackBody, RunBody } from './question';

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
