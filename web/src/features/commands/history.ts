import { useCallback, useSyncExternalStore } from 'react';
import { ApiError, explain } from '@/api/http';
import { serverNow } from '@/live/serverClock';
import { sendCommand } from './query';

/** A command that was sent from this console, and what became of it. */
export interface Sent {
  key: number;
  at: number;
  action: string;
  payload: unknown;
  latencyMs: number | null;
  /** In a word or two: the charger's status, or why there is no answer. Null while it is under way. */
  outcome: string | null;
  good: boolean;
  detail: string;
  response: unknown;
  /** What the hub did beyond passing it on. */
  steps: string[];
  errors: Record<string, string[]>;
}

const mostStations = 20;
const mostPerStation = 20;

const byStation = new Map<string, Sent[]>();
const listeners = new Set<() => void>();
const none: Sent[] = [];
let lastKey = 0;

function put(stationId: string, sent: Sent): void {
  const before = byStation.get(stationId) ?? none;
  const others = before.filter((one) => one.key !== sent.key);
  byStation.delete(stationId);
  byStation.set(stationId, [sent, ...others].slice(0, mostPerStation));
  if (byStation.size > mostStations) byStation.delete(byStation.keys().next().value!);
  listeners.forEach((listener) => listener());
}

const statusOf = (response: unknown): string | null => {
  const status = (response as { status?: unknown } | null)?.status;
  return typeof status === 'string' ? status : null;
};

const bad = new Set([
  'Rejected',
  'NotSupported',
  'NotImplemented',
  'UnlockFailed',
  'Failed',
  'VersionMismatch',
  'UnknownMessageId',
  'UnknownVendorId',
  'Faulted',
  'Occupied',
  'Unavailable',
  'NotFound',
  'InvalidCertificate',
  'RevokedCertificate',
  'Unknown',
]);

/** A station's own no, whatever it calls it. */
export const isNo = (status: string | null): boolean => bad.has(status ?? '');

/** Sends and keeps what came back; never throws. */
export async function send(stationId: string, action: string, payload: unknown): Promise<Sent> {
  const base = { key: ++lastKey, at: serverNow(), action, payload, detail: '', steps: [], errors: {} };
  put(stationId, { ...base, latencyMs: null, outcome: null, good: true, response: null });
  let sent: Sent;
  try {
    const { response, latencyMs, outcome, steps } = await sendCommand(stationId, action, payload);
    const status = statusOf(response);
    sent = { ...base, latencyMs, response, outcome: status ?? outcome, steps: steps ?? [], good: !isNo(status) };
  } catch (error) {
    const { title, detail } = explain(error);
    const errors = error instanceof ApiError ? error.errors : {};
    sent = { ...base, latencyMs: null, response: null, outcome: title, good: false, detail, errors };
  }
  put(stationId, sent);
  return sent;
}

export const useSent = (stationId: string): Sent[] =>
  useSyncExternalStore(
    useCallback((listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    }, []),
    () => byStation.get(stationId) ?? none,
  );
