import { type Filters, moment, oneOf, text, whole } from '@/app/filters';
import { measureNames } from './chart/measures';

export const tabs = ['messages', 'transactions', 'alarms', 'configuration', 'profiles', 'access', 'audit', 'details'] as const;
export type Tab = (typeof tabs)[number];

/** Everything on the station's page that an address can point at. */
export const stationSpec = {
  tab: oneOf(...tabs),
  connector: whole,
  measure: oneOf(...measureNames),
  window: oneOf('60', '300', '3600'),
  at: moment,
  command: text,
};

export type StationFilters = Filters<typeof stationSpec>;
