/** Bits of the general alarm flag, GB/T 32960.3-2016 table 18, from the lowest. */
export const ALARMS = [
  'TEMPERATURE_DIFFERENCE',
  'BATTERY_TEMPERATURE_HIGH',
  'STORAGE_OVERVOLTAGE',
  'STORAGE_UNDERVOLTAGE',
  'SOC_LOW',
  'CELL_OVERVOLTAGE',
  'CELL_UNDERVOLTAGE',
  'SOC_HIGH',
  'SOC_JUMP',
  'STORAGE_MISMATCH',
  'CELLS_INCONSISTENT',
  'INSULATION',
  'DCDC_TEMPERATURE',
  'BRAKES',
  'DCDC_STATE',
  'MOTOR_CONTROLLER_TEMPERATURE',
  'HIGH_VOLTAGE_INTERLOCK',
  'MOTOR_TEMPERATURE',
  'STORAGE_OVERCHARGE',
] as const;

export type Alarm = (typeof ALARMS)[number];

/** Bits beyond the table are reserved and say nothing. */
export const alarmsIn = (flags: number): Alarm[] => ALARMS.filter((_, bit) => ((flags >>> bit) & 1) === 1);
