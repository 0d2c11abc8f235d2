interface Advice {
  /** What to do, in a sentence or two. */
  text: string;
  /** A command that helps, for a link to its form; null for none. */
  command?: string;
  /** Another place to look at, as a path; `{station}` stands for the station's page. */
  look?: { label: string; path: string };
}

const byKind: Record<string, Advice> = {
  'station.fault': {
    text: 'Look at the error code and the maker’s own. A soft reset clears many faults; a ground fault or an emergency stop needs somebody at the station.',
    command: 'Reset',
  },
  'station.offline': {
    text: 'See whether others at the same place are offline too: then it is the network or the power there, and nothing is to be done at the station.',
    look: { label: 'All that are offline', path: '/stations?status=disconnected&sort=lastSeen&order=desc' },
  },
  'station.clock': {
    text: 'Its times are drawn at ours until it is right. A Heartbeat sets the clock of most stations; others need a reset or their own time server.',
    command: 'TriggerMessage',
  },
  'station.connector': { text: 'It names connectors that it cannot have. Its firmware is wrong, or another device uses its id.' },
  'station.pending': {
    text: 'It waits for a decision: accept, reject or block it under Details.',
    look: { label: 'Details', path: '{station}?tab=details' },
  },
  'station.firmware': {
    text: 'Its firmware update failed and the old one runs on. Check that it can reach the file, then send the update again.',
    command: 'UpdateFirmware',
  },
  'transaction.orphan': {
    text: 'Nobody is billed by this stop. Settle it by hand from the meter values in its message; the station came from another central system, or lost its memory.',
    look: { label: 'Transactions of the station', path: '{station}?tab=transactions' },
  },
  'transaction.foreign-stop': {
    text: 'Ask the customer when it is disputed; the meter values are right all the same.',
    look: { label: 'Transactions of the station', path: '{station}?tab=transactions' },
  },
  'transaction.stale': {
    text: 'Its stop was never reported. Close it by hand when the vehicle has gone; it takes the last value of the meter.',
    look: { label: 'Transactions of the station', path: '{station}?tab=transactions' },
  },
  'security.critical': {
    text: 'Take it for an attack until it is explained: look at what was done at the station, change its password, and read its security log.',
    command: 'GetLog',
  },
  'security.event': { text: 'Read its security log when it comes again.', command: 'GetLog' },
  'security.certificate-request': { text: 'Have the request signed and send the certificate.', command: 'CertificateSigned' },
};

const byArea: Record<string, Advice> = {
  link: {
    text: 'The station breaks the protocol. Keep the exchange for its maker; a deviation that is harmless can be let pass for this station.',
    look: { label: 'Messages that failed', path: '{station}?tab=messages&failed=true' },
  },
  anomaly: {
    text: 'Compare the current with its limit on the chart. If the limit jumps, the cause is whoever sets it; if it does not, it is the station or the vehicle.',
    look: { label: 'Profiles and schedule', path: '{station}?tab=profiles' },
  },
};

/** What to do about an alarm of this kind; null for one that we know nothing of. */
export const adviceOn = (kind: string): Advice | null => byKind[kind] ?? byArea[kind.split('.')[0]!] ?? null;

/** Links for it; those that need a station are left out without one. */
export function adviceLinks(advice: Advice, stationId: string | null): { label: string; path: string }[] {
  const station = stationId === null ? null : `/stations/${encodeURIComponent(stationId)}`;
  const links: { label: string; path: string }[] = [];
  if (advice.command && station) links.push({ label: `Send ${advice.command}`, path: `${station}?command=${advice.command}` });
  if (advice.look && (station || !advice.look.path.includes('{station}')))
    links.push({ label: advice.look.label, path: advice.look.path.replace('{station}', station ?? '') });
  return links;
}
