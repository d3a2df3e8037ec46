import { type Alarm, alarmsIn } from './alarms.ts';
import { type ByteReader, byteReader } from './byte-reader.ts';

/** Real-time or reissued data of one vehicle: GB/T 32960.3-2016, 7.2. What a packet does not hold is null or empty. */
export interface Report {
  /** RFC 3339, +08:00. */
  readonly at: string;
  vehicle: VehicleData | null;
  motors: readonly DriveMotor[];
  position: Position | null;
  extremes: Extremes | null;
  alarm: AlarmData | null;
  /** Why reading stopped before the end; what was read until then stands. null: everything was read. */
  unread: string | null;
}

/** Each null: not measured, or out of the standard's range. */
export interface VehicleData {
  readonly power: 'ON' | 'OFF' | 'OTHER' | null;
  readonly charging: 'PARKED' | 'DRIVING' | 'NOT_CHARGING' | 'COMPLETE' | null;
  readonly mode: 'ELECTRIC' | 'HYBRID' | 'FUEL' | null;
  readonly speedKmh: number | null;
  readonly mileageKm: number | null;
  readonly voltageV: number | null;
  /** Negative while the battery takes current. */
  readonly currentA: number | null;
  readonly socPct: number | null;
  readonly insulationKohm: number | null;
}

export interface DriveMotor {
  readonly number: number;
  readonly state: 'CONSUMING' | 'GENERATING' | 'OFF' | 'READY' | null;
  readonly rpm: number | null;
  readonly torqueNm: number | null;
  readonly temperatureC: number | null;
}

/** Degrees, WGS84. */
export interface Position {
  readonly longitude: number;
  readonly latitude: number;
}

export interface Extremes {
  readonly cellVoltageMaxV: number | null;
  readonly cellVoltageMinV: number | null;
  readonly temperatureMaxC: number | null;
  readonly temperatureMinC: number | null;
}

export interface AlarmData {
  /** 0 none, 1 no effect on driving, 2 restricted, 3 stop at once. */
  readonly level: number | null;
  readonly alarms: readonly Alarm[];
  /** Fault codes of the maker's own lists. */
  readonly faults: number;
}

/** @returns null when the packet does not even say when */
export function readReport(data: Buffer): Report | null {
  const at = data.length >= 6 ? timeOf(data) : null;
  if (at === null) return null;
  const report: Report = { at, vehicle: null, motors: [], position: null, extremes: null, alarm: null, unread: null };
  const bytes = byteReader(data.subarray(6));
  try {
    while (bytes.left > 0 && report.unread === null) report.unread = readUnit(bytes.byte(), bytes, report);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    report.unread = error.message;
  }
  return report;
}

/** Six bytes: year of the century, month, day, hour, minute, second, Beijing time. */
function timeOf(data: Buffer): string | null {
  const [year, month, day, ...clock] = [...data.subarray(0, 6)].map((part) => String(part).padStart(2, '0'));
  const at = `20${year}-${month}-${day}T${clock.join(':')}+08:00`;
  const moment = Date.parse(at);
  const isReal = new Date(moment + 8 * 3_600_000 || 0).toISOString().slice(0, 19) === at.slice(0, 19);
  return isReal ? at : null;
}

/** Reads one unit into the report; answers why nothing can be read after it, or null. */
function readUnit(type: number, bytes: ByteReader, report: Report): string | null {
  switch (type) {
    case 0x01:
      report.vehicle = vehicleData(bytes);
      return null;
    case 0x02:
      report.motors = Array.from({ length: count(bytes, 253) }, () => driveMotor(bytes));
      return null;
    case 0x03:
      skipFuelCell(bytes);
      return null;
    case 0x04:
      bytes.skip(5);
      return null;
    case 0x05:
      report.position = position(bytes);
      return null;
    case 0x06:
      report.extremes = extremes(bytes);
      return null;
    case 0x07:
      report.alarm = alarmData(bytes);
      return null;
    case 0x08:
      for (let n = count(bytes, 250); n > 0; n -= 1) {
        bytes.skip(9);
        bytes.skip(2 * count(bytes, 200));
      }
      return null;
    case 0x09:
      for (let n = count(bytes, 250); n > 0; n -= 1) {
        bytes.skip(1);
        bytes.skip(probes(bytes));
      }
      return null;
    default:
      // Makers' own units say how long they are; what the standard keeps for later does not.
      if (type < 0x80 || type > 0xfe) return `Unit 0x${type.toString(16).padStart(2, '0')} is not known.`;
      bytes.skip(bytes.word());
      return null;
  }
}

/** A count that says abnormal or invalid counts nothing. */
function count(bytes: ByteReader, most: number): number {
  return bytes.value(1, most) ?? 0;
}

function probes(bytes: ByteReader): number {
  return bytes.value(2, 65_531) ?? 0;
}

const oneOf = <T>(bytes: ByteReader, names: readonly T[]): T | null => names[bytes.byte() - 1] ?? null;

function vehicleData(bytes: ByteReader): VehicleData {
  const read = {
    power: oneOf(bytes, ['ON', 'OFF', 'OTHER'] as const),
    charging: oneOf(bytes, ['PARKED', 'DRIVING', 'NOT_CHARGING', 'COMPLETE'] as const),
    mode: oneOf(bytes, ['ELECTRIC', 'HYBRID', 'FUEL'] as const),
    speedKmh: bytes.value(2, 2_200, 0.1),
    mileageKm: bytes.value(4, 9_999_999, 0.1),
    voltageV: bytes.value(2, 10_000, 0.1),
    currentA: bytes.value(2, 20_000, 0.1, 1_000),
    socPct: bytes.value(1, 100),
  };
  // DC-DC state and gear.
  bytes.skip(2);
  const insulationKohm = bytes.value(2, 60_000);
  bytes.skip(2);
  return { ...read, insulationKohm };
}

function driveMotor(bytes: ByteReader): DriveMotor {
  const number = bytes.byte();
  const state = oneOf(bytes, ['CONSUMING', 'GENERATING', 'OFF', 'READY'] as const);
  bytes.skip(1);
  const motor = {
    number,
    state,
    rpm: bytes.value(2, 65_531, 1, 20_000),
    torqueNm: bytes.value(2, 65_531, 0.1, 2_000),
    temperatureC: bytes.value(1, 250, 1, 40),
  };
  bytes.skip(4);
  return motor;
}

function skipFuelCell(bytes: ByteReader): void {
  bytes.skip(6);
  bytes.skip(probes(bytes));
  bytes.skip(10);
}

function position(bytes: ByteReader): Position | null {
  const state = bytes.byte();
  const longitude = bytes.value(4, 180_000_000, 1e-6);
  const latitude = bytes.value(4, 90_000_000, 1e-6);
  if ((state & 1) === 1 || longitude === null || latitude === null) return null;
  return { longitude: state & 4 ? -longitude : longitude, latitude: state & 2 ? -latitude : latitude };
}

function extremes(bytes: ByteReader): Extremes {
  bytes.skip(2);
  const cellVoltageMaxV = bytes.value(2, 15_000, 0.001);
  bytes.skip(2);
  const cellVoltageMinV = bytes.value(2, 15_000, 0.001);
  bytes.skip(2);
  const temperatureMaxC = bytes.value(1, 250, 1, 40);
  bytes.skip(2);
  return { cellVoltageMaxV, cellVoltageMinV, temperatureMaxC, temperatureMinC: bytes.value(1, 250, 1, 40) };
}

function alarmData(bytes: ByteReader): AlarmData {
  const level = bytes.value(1, 3);
  const alarms = alarmsIn(bytes.long());
  let faults = 0;
  // Of the battery, the motors, the engine, and others.
  for (let list = 0; list < 4; list += 1) {
    const length = count(bytes, 252);
    bytes.skip(4 * length);
    faults += length;
  }
  return { level, alarms, faults };
}
