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
