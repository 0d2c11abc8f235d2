import { getPage, withParams } from '@/api/http';
import type { Station } from '@/api/types';
import { FleetStore } from './fleetStore';
import { link } from './hub';

const flushEveryMs = 250;

export const fleet = new FleetStore((flush) => setTimeout(flush, flushEveryMs));

let reading: Promise<void> | null = null;

/** Reads every station, a thousand at a time; one read at once. */
export function readFleet(): Promise<void> {
  reading ??= readAll().finally(() => (reading = null));
  return reading;
}

async function readAll(): Promise<void> {
  fleet.beginReading();
  try {
    const rows: Station[] = [];
    let after: string | null = null;
    do {
      const page: { rows: Station[]; next: string | null } = await getPage<Station>(withParams('/chargers', { limit: 1000, after }));
      rows.push(...page.rows);
      after = page.next;
    } while (after);
    fleet.finishReading(rows);
  } catch (error) {
    fleet.abandonReading();
    throw error;
  }
}

const retryMs = 5_000;

/** Lets the store follow the live view; a read that failed is tried again. Tells the latest failure, or null. Returns the way to stop. */
export function followFleet(onRead: (error: unknown) => void): () => void {
  let retry: ReturnType<typeof setTimeout> | undefined;
  const read = () => {
    clearTimeout(retry);
    readFleet().then(
      () => onRead(null),
      (error: unknown) => {
        onRead(error);
        retry = setTimeout(read, retryMs);
      },
    );
  };
  const leave = [
    link.on('stations', (stations) => fleet.apply(stations)),
    link.on('removed', (ids) => fleet.remove(ids)),
    link.on('fresh', read),
  ];
  return () => {
    clearTimeout(retry);
    leave.forEach((off) => off());
  };
}
