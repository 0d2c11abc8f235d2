/** Shapes of `/sites` and of the live feed of one. */

export type GunState = 'standby' | 'connected' | 'cableCheck' | 'preCharge' | 'charge' | 'postCharge' | 'transition' | 'fault';
export type ModuleState = 'off' | 'ready' | 'charging' | 'moving' | 'derated' | 'faulted' | 'lost';
export type ContactorState = 'open' | 'closed' | 'opening' | 'closing' | 'welded' | 'stuckOpen' | 'unknown';
export type IsolationStatus = 'invalid' | 'valid' | 'warning' | 'fault';
export type SiteSeverity = 'info' | 'warning' | 'critical';

export interface SiteLimit {
  valueW: number;
  source: string;
}

export interface SiteTotals {
  demandW: number;
  allocatedW: number;
  deliveredW: number;
  capacityW: number;
}

export interface SiteSummary {
  id: string;
  name: string;
  online: boolean;
  guns: number;
  charging: number;
  modules: number;
  contactors: number;
  faults: number;
  emergencyStop: boolean;
  limit: SiteLimit;
  totals: SiteTotals;
}

export interface SiteFeeder {
  id: string;
  limitW: number;
  usedW: number;
}

export interface SiteModule {
  id: string;
  family: string;
  bus: string;
  address: number;
  serial: string | null;
  gun: string | null;
  state: ModuleState;
  setVoltageV: number;
  setCurrentA: number;
  voltageV: number | null;
  currentA: number | null;
  powerW: number | null;
  maxPowerW: number;
  temperatureC: number | null;
  errors: { code: string; text: string; severity: SiteSeverity }[];
  lostFrames: number;
}

export interface SiteContactor {
  id: string;
  from: string;
  to: string;
  state: ContactorState;
  cycles: number | null;
  wearPct: number | null;
}

export interface SiteGun {
  id: string;
  connectorId: number | null;
  state: GunState;
  seccConnected: boolean;
  operative: boolean;
  vehicle: { connected: boolean; id: string | null; socPct: number | null; maxPowerW: number | null } | null;
  target: { voltageV: number; currentA: number } | null;
  measured: { voltageV: number | null; currentA: number | null; powerW: number | null; energyWh: number | null };
  demandW: number;
  allocatedW: number;
  limit: SiteLimit;
  ownLimitW: number | null;
  modules: string[];
  since: string;
  isolation: { status: IsolationStatus; resistanceKOhm: number | null };
  outputContactor: ContactorState;
  temperatureC: number | null;
  fault: { code: string; text: string; since: string } | null;
}

export interface SiteEvent {
  at: string;
  severity: SiteSeverity;
  subject: string;
  text: string;
}

/** What a site is beside its rows and events. */
export interface SiteHead {
  name: string;
  online: boolean;
  policy: string;
  policies: string[];
  limit: SiteLimit;
  ownLimitW: number | null;
  totals: SiteTotals;
  emergencyStop: { active: boolean; since: string | null; by: string | null };
}

export interface Site extends SiteHead {
  id: string;
  feeders: SiteFeeder[];
  modules: SiteModule[];
  contactors: SiteContactor[];
  guns: SiteGun[];
  events: SiteEvent[];
}

export interface SiteSnapshot {
  seq: number;
  site: Site;
}

/** What changed: whole rows, new events, and the head or null. Builds on the change with the number before. */
export interface SiteChange {
  id: string;
  seq: number;
  head: SiteHead | null;
  feeders: SiteFeeder[];
  modules: SiteModule[];
  contactors: SiteContactor[];
  guns: SiteGun[];
  events: SiteEvent[];
}
