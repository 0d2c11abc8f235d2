import type { ContactorState, IsolationStatus, SiteContactor, SiteGun, SiteModule, SiteSeverity, SiteSummary } from '@/api/siteTypes';
import type { Severity } from '@/api/types';
import { inUnits, plural } from '@/format/units';
import type { Look } from '@/ui/stationState';

const gunLooks: Record<SiteGun['state'], Look> = {
  standby: { label: 'Standby', shape: 'ring', tone: 'calm' },
  connected: { label: 'Connected', shape: 'clock', tone: 'busy' },
  cableCheck: { label: 'Cable check', shape: 'clock', tone: 'busy' },
  preCharge: { label: 'Pre-charge', shape: 'clock', tone: 'busy' },
  charge: { label: 'Charging', shape: 'bolt', tone: 'flow' },
  postCharge: { label: 'Post-charge', shape: 'check', tone: 'busy' },
  transition: { label: 'Settling', shape: 'clock', tone: 'busy' },
  fault: { label: 'Fault', shape: 'alert', tone: 'bad' },
};

/** The one word for a gun: what an operator must act on first, then what its session does. */
export function gunLook(gun: SiteGun): Look {
  if (gun.fault || gun.state === 'fault') return gunLooks.fault;
  if (!gun.operative) return { label: 'Out of use', shape: 'bar', tone: 'off' };
  if (gun.state !== 'standby') return gunLooks[gun.state];
  if (!gun.seccConnected) return { label: 'No SECC', shape: 'cross', tone: 'warn' };
  return gun.vehicle?.connected ? { label: 'Plugged in', shape: 'plug', tone: 'busy' } : gunLooks.standby;
}

const moduleLooks: Record<SiteModule['state'], Look> = {
  off: { label: 'Off', shape: 'ring', tone: 'off' },
  ready: { label: 'Ready', shape: 'check', tone: 'busy' },
  charging: { label: 'Charging', shape: 'bolt', tone: 'flow' },
  moving: { label: 'Moving', shape: 'clock', tone: 'busy' },
  derated: { label: 'Derated', shape: 'bolt', tone: 'warn' },
  faulted: { label: 'Faulted', shape: 'alert', tone: 'bad' },
  lost: { label: 'Lost', shape: 'question', tone: 'bad' },
};

export const moduleLook = (module: SiteModule): Look => moduleLooks[module.state];

const contactorLooks: Record<ContactorState, Look> = {
  open: { label: 'Open', shape: 'ring', tone: 'off' },
  closed: { label: 'Closed', shape: 'check', tone: 'flow' },
  opening: { label: 'Opening', shape: 'clock', tone: 'busy' },
  closing: { label: 'Closing', shape: 'clock', tone: 'busy' },
  welded: { label: 'Welded', shape: 'alert', tone: 'bad' },
  stuckOpen: { label: 'Stuck open', shape: 'cross', tone: 'bad' },
  unknown: { label: 'Not known', shape: 'question', tone: 'warn' },
};

export const contactorLook = (state: ContactorState): Look => contactorLooks[state];

const isolationLooks: Record<IsolationStatus, Look> = {
  invalid: { label: 'Not tested', shape: 'ring', tone: 'off' },
  valid: { label: 'Good', shape: 'check', tone: 'flow' },
  warning: { label: 'Low', shape: 'alert', tone: 'warn' },
  fault: { label: 'Fault', shape: 'alert', tone: 'bad' },
};

export const isolationLook = (status: IsolationStatus): Look => isolationLooks[status];

export const siteLook = (site: Pick<SiteSummary, 'online' | 'emergencyStop' | 'faults' | 'charging'>): Look => {
  if (site.emergencyStop) return { label: 'Emergency stop', shape: 'alert', tone: 'bad' };
  if (!site.online) return { label: 'Offline', shape: 'cross', tone: 'off' };
  if (site.faults > 0) return { label: plural(site.faults, 'fault'), shape: 'alert', tone: 'warn' };
  return site.charging > 0 ? { label: 'Charging', shape: 'bolt', tone: 'flow' } : { label: 'Standby', shape: 'ring', tone: 'calm' };
};

export const isModuleBad = (module: SiteModule): boolean => module.state === 'faulted' || module.state === 'lost';
export const isModuleUnwell = (module: SiteModule): boolean =>
  isModuleBad(module) || module.state === 'derated' || module.errors.length > 0;
export const isContactorBad = ({ state }: Pick<SiteContactor, 'state'>): boolean => state === 'welded' || state === 'stuckOpen';
export const isGunBad = (gun: SiteGun): boolean => gun.state === 'fault' || gun.fault !== null;

/** A session runs, or a vehicle waits for one. */
export const isGunInUse = (gun: SiteGun): boolean => gun.state !== 'standby' || gun.vehicle?.connected === true;

const policies: Record<string, [name: string, what: string]> = {
  exact: [
    'Exact',
    'As many guns served as can be, the worst served share as high as can be, then most power: the best of all ways to assign modules.',
  ],
  'highest-demand-first': ['Highest demand first', 'Serves the vehicle that asks for most, then the next.'],
  'first-come': ['First come', 'Serves vehicles in the order in which they came.'],
  equal: ['Equal', 'Shares the power evenly, as far as modules can be divided.'],
  priority: ['Priority', 'Serves guns by the priority that the site’s file gives them.'],
};

/** A policy's name and what it does; one that we do not know is named as it is. */
export const policyWords = (policy: string): { name: string; what: string } => {
  const [name, what] = policies[policy] ?? [policy, ''];
  return { name, what };
};

/** Why the gun gives what it gives, in one line: "43 kW, held by the cable", "asks for 30 kW and gets it". */
export function whyWords(gun: SiteGun): string {
  if (gun.fault) return gun.fault.text;
  if (gun.state !== 'charge') return `up to ${inUnits(gun.limit.valueW, 'W')}, by ${gun.limit.source}`;
  const short = gun.demandW - gun.allocatedW;
  if (gun.demandW <= 0) return 'the vehicle asks for nothing';
  if (short < Math.max(500, gun.demandW * 0.01)) return `the vehicle asks for ${inUnits(gun.demandW, 'W')} and gets it`;
  return `held to ${inUnits(gun.limit.valueW, 'W')} by ${gun.limit.source}; the vehicle asks for ${inUnits(gun.demandW, 'W')}`;
}

const severities: Record<SiteSeverity, Severity> = { info: 'Info', warning: 'Warning', critical: 'Critical' };

/** The alarm page's word for a severity, which its mark takes. */
export const severityOf = (severity: SiteSeverity): Severity => severities[severity];

/** kW as typed, into W; null when it is no number of 0 or more. */
export function parseKw(text: string): number | null {
  const typed = text.trim().replace(',', '.');
  const kw = Number(typed);
  return typed === '' || !Number.isFinite(kw) || kw < 0 ? null : Math.round(kw * 1000);
}
