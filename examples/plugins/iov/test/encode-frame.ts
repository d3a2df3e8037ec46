import { ALARMS, type Alarm } from '../src/alarms.ts';
import { COMMAND, checkOf, type Frame, PLAIN, REALTIME } from '../src/frames.ts';
import type { AlarmData, DriveMotor, Extremes, Position, Report, VehicleData } from '../src/report.ts';

/** Writes what the plugin reads, by the same pages of the standard and by other code. */
export function encodeFrame({
  command = REALTIME,
  response = COMMAND,
  vin,
  encryption = PLAIN,
  data,
}: Partial<Frame> & { vin: string; data: Buffer }): Buffer {
  const header = Buffer.alloc(24);
  header.write('##', 'latin1');
  header.writeUInt8(command, 2);
  header.writeUInt8(response, 3);
  header.write(vin, 4, 'latin1');
  header.writeUInt8(encryption, 21);
  header.writeUInt16BE(data.length, 22);
  const body = Buffer.concat([header, data]);
  return Buffer.concat([body, Buffer.of(checkOf(body.subarray(2)))]);
}

/** Units in the standard's order. */
export function encodeReport(report: Omit<Report, 'unread'>): Buffer {
  const { at, vehicle, motors, position, extremes, alarm } = report;
  const [, year, ...rest] = /^20(\d\d)-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\+08:00$/.exec(at) ?? [];
  return Buffer.concat([
    Buffer.from([year, ...rest].map(Number)),
    vehicle ? vehicleUnit(vehicle) : Buffer.alloc(0),
    motors.length > 0 ? Buffer.concat([Buffer.of(0x02, motors.length), ...motors.map(motorUnit)]) : Buffer.alloc(0),
    position ? positionUnit(position) : Buffer.alloc(0),
    extremes ? extremesUnit(extremes) : Buffer.alloc(0),
    alarm ? alarmUnit(alarm) : Buffer.alloc(0),
  ]);
}

/** Highest value: invalid. */
function number(size: 1 | 2 | 4, value: number | null, scale = 1, offset = 0): Buffer {
  const bytes = Buffer.alloc(size, 0xff);
  if (value !== null) bytes.writeUIntBE(Math.round((value + offset) * scale), 0, size);
  return bytes;
}

const name = <T>(names: readonly T[], value: T | null): Buffer =>
  Buffer.of(value === null ? 0xff : names.indexOf(value) + 1);

const vehicleUnit = (data: VehicleData): Buffer =>
  Buffer.concat([
    Buffer.of(0x01),
    name(['ON', 'OFF', 'OTHER'] as const, data.power),
    name(['PARKED', 'DRIVING', 'NOT_CHARGING', 'COMPLETE'] as const, data.charging),
    name(['ELECTRIC', 'HYBRID', 'FUEL'] as const, data.mode),
    number(2, data.speedKmh, 10),
    number(4, data.mileageKm, 10),
    number(2, data.voltageV, 10),
    number(2, data.currentA, 10, 1_000),
    number(1, data.socPct),
    Buffer.of(0x01, 0x0f),
    number(2, data.insulationKohm),
    Buffer.of(0, 0),
  ]);

const motorUnit = (motor: DriveMotor): Buffer =>
  Buffer.concat([
    Buffer.of(motor.number),
    name(['CONSUMING', 'GENERATING', 'OFF', 'READY'] as const, motor.state),
    Buffer.of(0x50),
    number(2, motor.rpm, 1, 20_000),
    number(2, motor.torqueNm, 10, 2_000),
    number(1, motor.temperatureC, 1, 40),
    Buffer.of(0x0d, 0xac, 0x27, 0x10),
  ]);

const positionUnit = ({ longitude, latitude }: Position): Buffer =>
  Buffer.concat([
    Buffer.of(0x05, (latitude < 0 ? 2 : 0) + (longitude < 0 ? 4 : 0)),
    number(4, Math.abs(longitude), 1e6),
    number(4, Math.abs(latitude), 1e6),
  ]);

const extremesUnit = (data: Extremes): Buffer =>
  Buffer.concat([
    Buffer.of(0x06, 1, 7),
    number(2, data.cellVoltageMaxV, 1_000),
    Buffer.of(1, 40),
    number(2, data.cellVoltageMinV, 1_000),
    Buffer.of(1, 3),
    number(1, data.temperatureMaxC, 1, 40),
    Buffer.of(1, 9),
    number(1, data.temperatureMinC, 1, 40),
  ]);

function alarmUnit({ level, alarms, faults }: AlarmData): Buffer {
  const flags = alarms.reduce((sum, alarm: Alarm) => sum + 2 ** ALARMS.indexOf(alarm), 0);
  return Buffer.concat([
    Buffer.of(0x07),
    number(1, level),
    number(4, flags),
    Buffer.of(faults),
    Buffer.alloc(4 * faults, 0x11),
    Buffer.of(0, 0, 0),
  ]);
}
