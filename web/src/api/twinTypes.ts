/** `/api/v1/twin`: cells, simulated. */

export type TwinModelName = 'SPM' | 'SPMe' | 'DFN';
export type TwinHeat = 'isothermal' | 'lumped';

export interface TwinSet {
  name: string;
  source: string;
  nominalCapacityAh: number;
  capacityAh: number;
  minVoltageV: number;
  maxVoltageV: number;
  referenceTemperatureC: number;
  hasThermal: boolean;
}

export interface TwinStepEnd {
  step: string;
  reason: string;
  text: string;
  timeS: number;
  currentA: number;
  voltageV: number;
  socPct: number;
}

export interface TwinRun {
  timeS: number[];
  currentA: number[];
  voltageV: number[];
  temperatureC: number[];
  socPct: number[];
  ends: TwinStepEnd[];
  isRegular: boolean;
  dischargedAh: number;
  chargedAh: number;
  dischargedWh: number;
  chargedWh: number;
  unknowns: number;
  steps: number;
  tookMs: number;
}

export interface PackLimit {
  currentA: number;
  bound: 'CellCurrent' | 'CellTemperature' | 'CellVoltage' | 'Contactors';
  cell: string;
}

export interface PackCell {
  cell: string;
  voltageV: number;
  currentA: number;
  temperatureC: number;
  socPct: number;
  capacityAh: number;
}

export interface PackRun {
  timeS: number[];
  currentA: number[];
  voltageV: number[];
  socPct: number[];
  minCellV: number[];
  maxCellV: number[];
  minTemperatureC: number[];
  maxTemperatureC: number[];
  chargeLimitA: number[];
  dischargeLimitA: number[];
  bleedingGroups: number[];
  ends: TwinStepEnd[];
  chargeLimit: PackLimit;
  dischargeLimit: PackLimit;
  cells: PackCell[];
  cellCount: number;
  energyWh: number;
  wiringLossWh: number;
  bleedLossWh: number;
  tookMs: number;
}

export interface TwinCycle {
  cycle: number;
  timeS: number;
  capacityAh: number;
  lithiumLossPct: number;
  seiThicknessNm: number;
  seiAh: number;
  platedAh: number;
  negativeLossPct: number;
  positiveLossPct: number;
  throughputAh: number;
}

export interface TwinAgeing {
  newCapacityAh: number;
  cycles: TwinCycle[];
  ends: TwinStepEnd[];
  isRegular: boolean;
  tookMs: number;
}

export type FitParameterName = 'capacity' | 'resistance' | 'diffusion-time' | 'sei-rate' | 'lost-lithium';

export interface TwinEstimate {
  parameter: FitParameterName;
  value: number;
  /** Null where the telemetry does not show it; then `refusal` says why. */
  low: number | null;
  high: number | null;
  standardDeviation: number | null;
  refusal: string | null;
}

/** What chi-square does along one parameter when all others are fitted anew. */
export interface TwinProfile {
  parameter: FitParameterName;
  /** Null where the telemetry does not bound it on that side; then `note` says how far chi-square rises. */
  low: number | null;
  high: number | null;
  note: string | null;
  /** Values that were tried, rising. */
  value: number[];
  rise: number[];
}

export interface TwinFit {
  rows: number;
  kept: number;
  faults: number;
  notes: { row: number; reason: string }[];
  estimates: TwinEstimate[];
  /** In the order of the estimates; empty unless asked for. */
  profiles: TwinProfile[];
  capacityAh: number | null;
  capacityLowAh: number | null;
  capacityHighAh: number | null;
  currentGain: number;
  currentOffsetA: number;
  between: 'linear' | 'held';
  windows: { startS: number; rows: number; used: number; socPct: number; socSdPct: number; rmseV: number }[];
  timeS: number[];
  voltageV: number[];
  residualV: number[];
  noiseV: number;
  weakenedShare: number;
  memoryFactor: number;
  iterations: number;
  isConverged: boolean;
  tookMs: number;
}

/** Telemetry of a simulated cell. */
export interface TwinTelemetry {
  timeS: number[];
  currentA: number[];
  voltageV: number[];
  temperatureC: number[];
  trueSocPct: number[];
}

export type FollowTrust = 'Settling' | 'Trusted' | 'Doubtful' | 'Lost';

export interface TwinFollow {
  timeS: number[];
  socPct: number[];
  socBandPct: number[];
  capacity: number[];
  capacityBand: number[];
  resistance: number[];
  resistanceBand: number[];
  currentBiasA: number[];
  currentBiasBandA: number[];
  temperatureC: number[];
  expectedV: (number | null)[];
  innovationV: (number | null)[];
  counts: { taken: number; outliers: number; missing: number; late: number; reacquired: number };
  turns: { timeS: number; trust: FollowTrust; reason: string }[];
  summary: string;
  tookMs: number;
}

/** A quantity in percentiles. */
export interface TwinBands {
  p5: number[];
  p25: number[];
  p50: number[];
  p75: number[];
  p95: number[];
}

export interface TwinHours {
  timeS: number[];
  voltageV: TwinBands;
  currentA: TwinBands;
  temperatureC: TwinBands;
  socPct: TwinBands;
  boundShare: number[];
  firstBound: 'None' | 'DischargeCurrent' | 'ChargeCurrent' | 'MinVoltage' | 'MaxVoltage';
  tookMs: number;
}

export interface TwinYears {
  years: number[];
  capacityPct: TwinBands;
  resistancePct: TwinBands;
  /** Null where it is beyond the horizon. */
  lifeYears: { p5: number | null; p25: number | null; p50: number | null; p75: number | null; p95: number | null };
  weeksRun: number;
  weeksStoodFor: number;
  weekChargeAh: number;
  weekBoundShare: number;
  tookMs: number;
}

export interface TwinWay {
  cRate: number;
  temperatureC: number;
  lowSocPct: number;
  highSocPct: number;
  capacityPct: number;
  resistancePct: number;
  lifeYears: number | null;
  chargedAh: number;
}

export interface TwinWearCost {
  pieces: { fromW: number; toW: number; fromPerHour: number; toPerHour: number; perKWh: number }[];
  restPerHour: number;
  greatestGap: number;
  source: string;
  tookMs: number;
}
