/** The shapes of `/api/v1` and of the live view. Times are ISO 8601 in UTC; null means: never said or never measured. */

export type Iso = string;
export type Registration = 'Accepted' | 'Pending' | 'Rejected' | 'Blocked';
export type Severity = 'Info' | 'Warning' | 'Critical';
export type Role = 'Viewer' | 'Operator' | 'Admin';

export interface Session {
  user: string;
  role: Role;
  demo: boolean;
}

export interface Info {
  name: string;
  version: string;
  demo: boolean;
  startedAt: Iso;
  serverTime: Iso;
  /** Null while no gateway listens in the hub that answers. */
  ocppPort: number | null;
}

export interface Connector {
  connectorId: number;
  status: string;
  errorCode: string;
  info: string | null;
  vendorErrorCode: string | null;
  statusAt: Iso;
  currentA: number | null;
  voltageV: number | null;
  powerW: number | null;
  socPct: number | null;
  energyWh: number | null;
  limitA: number | null;
  limitSource: string | null;
  measuredAt: Iso | null;
  transactionId: number | null;
  idTag: string | null;
  transactionStartedAt: Iso | null;
  transactionEnergyWh: number | null;
}

export interface Station {
  id: string;
  connected: boolean;
  registration: Registration;
  displayName: string | null;
  location: string | null;
  vendor: string | null;
  model: string | null;
  serialNumber: string | null;
  firmwareVersion: string | null;
  ocppVersion: string | null;
  remoteAddress: string | null;
  connectedAt: Iso | null;
  disconnectedAt: Iso | null;
  lastSeenAt: Iso | null;
  bootedAt: Iso | null;
  clockSkewMs: number | null;
  firmwareStatus: string | null;
  diagnosticsStatus: string | null;
  powerW: number | null;
  openTransactions: number;
  openAlarms: number;
  worstAlarm: Severity | null;
  connectors: Connector[];
}

export interface Sample {
  connectorId: number;
  transactionId: number | null;
  at: Iso;
  receivedAt: Iso;
  measurand: string;
  phase: string | null;
  location: string | null;
  context: string;
  unit: string;
  value: number;
}

export interface MeterPoint {
  key: number;
  connectorId: number;
  transactionId: number | null;
  at: Iso;
  measurand: string;
  phase: string | null;
  location: string | null;
  context: string;
  unit: string;
  value: number;
  min: number;
  max: number;
  count: number;
}

export interface Message {
  id: number;
  stationId: string;
  at: Iso;
  fromStation: boolean;
  action: string;
  messageId: string;
  request: string;
  response: string | null;
  errorCode: string | null;
  errorText: string | null;
  latencyMs: number;
  leniencies: string[];
}

export interface Alarm {
  id: number;
  chargerId: string | null;
  connectorId: number | null;
  kind: string;
  severity: Severity;
  text: string;
  evidence: Record<string, unknown> | null;
  raisedAt: Iso;
  lastSeenAt: Iso;
  clearedAt: Iso | null;
  acknowledgedAt: Iso | null;
  acknowledgedBy: string | null;
  note: string | null;
}

/** Something that a user did, and what came of it. */
export interface AuditEntry {
  id: number;
  at: Iso;
  user: string;
  address: string | null;
  /** A command of OCPP, otherwise the operation as the interface names it. */
  kind: string;
  target: string | null;
  /** What was asked; a text where it was too long. */
  detail: unknown;
  status: number;
  outcome: string | null;
}

export interface Transaction {
  id: number;
  chargerId: string;
  connectorId: number;
  idTag: string;
  startedAt: Iso;
  stoppedAt: Iso | null;
  meterStartWh: number;
  meterStopWh: number | null;
  energyWh: number | null;
  stopReason: string | null;
  stopIdTag: string | null;
  reservationId: number | null;
  orphan: boolean;
  startAuthorization: string;
  durationS: number | null;
}

export interface IdTag {
  tag: string;
  blocked: boolean;
  parentTag: string | null;
  expiresAt: Iso | null;
  mayRunBeside: boolean;
  note: string | null;
  updatedAt: Iso;
  status: 'Accepted' | 'Blocked' | 'Expired';
}

export interface PowerPoint {
  at: Iso;
  powerW: number;
}

/** What the live view sends every two seconds; the REST answer adds the last hour's power. */
export interface OverviewNow {
  stations: number;
  connected: number;
  charging: number;
  faulted: number;
  powerW: number;
  openTransactions: number;
  energyTodayWh: number;
  openAlarms: number;
  unacknowledgedAlarms: number;
  worstAlarm: Severity | null;
  messagesPerSecond: number;
}

export interface Overview extends OverviewNow {
  power: PowerPoint[];
}

export interface ConfigurationKey {
  key: string;
  value: string | null;
  readOnly: boolean;
  readAt: Iso;
}

export interface Profile {
  connectorId: number;
  profileId: number;
  stackLevel: number;
  purpose: string;
  transactionId: number | null;
  profile: unknown;
  acceptedAt: Iso;
}

export interface Reservation {
  id: number;
  connectorId: number;
  idTag: string;
  parentIdTag: string | null;
  expiresAt: Iso;
  createdAt: Iso;
  state: string;
}

export interface LocalList {
  version: number;
  sentAt: Iso;
  entries: { idTag: string; status: string; expiresAt: Iso | null; parentIdTag: string | null }[];
}

export interface PlannedSchedule {
  from: Iso;
  durationS: number;
  unit: 'A' | 'W';
  periods: { startS: number; limit: number | null; numberPhases: number | null; source: string | null }[];
}

export interface User {
  name: string;
  role: Role;
  createdAt: Iso;
  lastLoginAt: Iso | null;
}

/** What passes the MQTT broker a second. */
export interface MqttRates {
  at: Iso;
  messagesInPerS: number;
  messagesOutPerS: number;
  bytesInPerS: number;
  bytesOutPerS: number;
  droppedPerS: number;
}

export interface MqttBroker {
  port: number;
  tlsPort: number | null;
  startedAt: Iso;
  connections: number;
  sessions: number;
  subscriptions: number;
  retained: number;
  rates: MqttRates;
  totals: { messagesIn: number; messagesOut: number; bytesIn: number; bytesOut: number; dropped: number };
  trouble: string | null;
}

/** One session of the broker; what belongs to a connection is null while there is none. */
export interface MqttClient {
  id: string;
  connected: boolean;
  identity: string | null;
  address: string | null;
  version: string | null;
  connectedAt: Iso | null;
  keepAliveS: number | null;
  subscriptions: number;
  queued: number;
  inFlight: number;
  messagesIn: number;
  messagesOut: number;
  bytesIn: number;
  bytesOut: number;
  messagesInPerS: number | null;
  messagesOutPerS: number | null;
  dropped: number;
}

export interface MqttSubscription {
  filter: string;
  qos: number;
  noLocal: boolean;
  retainAsPublished: boolean;
  subscriptionId: number | null;
}

export interface MqttClientDetail {
  client: MqttClient;
  subscriptions: MqttSubscription[];
}

/** A kept message with the beginning of its payload, as text or, when it is none, in hexadecimal digits. */
export interface MqttRetained {
  topic: string;
  qos: number;
  sizeBytes: number;
  text: string | null;
  hex: string | null;
  cut: boolean;
}

/** The oldest events that no worker could take. */
export interface DeadLetters {
  /** Whether events go over a broker at all; without one there are no dead letters. */
  broker: boolean;
  count: number;
  letters: DeadLetter[];
}

export interface DeadLetter {
  id: string;
  kind: string;
  chargerId: string | null;
  why: string;
  attempts: number;
  firstSeenAt: string | null;
  deadSinceAt: string | null;
  /** The event as it was published; a text where it is no JSON. */
  payload: unknown;
}

/** The processes that work together. */
export interface Cluster {
  /** Whether a broker is between them; without one there is a single process. */
  broker: boolean;
  shards: number;
  processes: ClusterProcess[];
  queues: ClusterQueue[];
}

export interface ClusterProcess {
  id: string;
  /** Several with commas. */
  roles: string;
  machine: string;
  processId: number;
  version: string;
  startedAt: Iso;
  ready: boolean;
  trouble: string | null;
  stations: number | null;
  shards: number[];
  silentS: number;
  /** The one that answers. */
  here: boolean;
}

export interface ClusterQueue {
  name: string;
  kind: 'Calls' | 'Events' | 'Messages' | 'DeadLetters';
  /** Null for a queue of all. */
  shard: number | null;
  messages: number;
  consumers: number;
}

/** One field of a command's payload. Objects have `fields`; an array has `items` for what it holds. */
export interface Field {
  name: string;
  type: 'string' | 'integer' | 'number' | 'boolean' | 'date-time' | 'object' | 'array';
  required: boolean;
  description?: string | null;
  /** Where a form starts; null or absent for empty. */
  default?: unknown;
  maxLength?: number | null;
  enum?: string[] | null;
  fields?: Field[] | null;
  items?: Omit<Field, 'name' | 'required'> | null;
}

export interface Command {
  action: string;
  description: string;
  group: string;
  schema: Field[];
}

export interface CommandAnswer {
  action: string;
  outcome: string;
  response: unknown;
  latencyMs: number;
  /** What the hub did beyond passing the command on, in words. */
  steps?: string[];
}
