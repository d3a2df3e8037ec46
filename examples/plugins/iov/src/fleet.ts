import { type Frame, frameReader, PLAIN, REALTIME, REISSUED } from './frames.ts';
import {
  type AlarmData,
  type DriveMotor,
  type Extremes,
  type Position,
  type Report,
  readReport,
  type VehicleData,
} from './report.ts';

/** Something that was reported, and when: RFC 3339. */
export interface Dated<T> {
  readonly at: string;
  readonly value: T;
}

/** What is known of one vehicle: of each part the latest that was reported; null: it never was. */
export interface VehicleState {
  readonly vin: string;
  readonly vehicle: Dated<VehicleData> | null;
  readonly motors: Dated<readonly DriveMotor[]> | null;
  readonly position: Dated<Position> | null;
  readonly extremes: Dated<Extremes> | null;
  readonly alarm: Dated<AlarmData> | null;
}

/** All vehicles that reported, fed by a stream of packets. */
export interface Fleet {
  feed(bytes: Uint8Array): void;
  vehicle(vin: string): VehicleState | null;
  readonly vehicles: number;
  /** For whoever watches the feed. */
  readonly counts: { readonly frames: number; readonly unreadable: number; readonly skippedBytes: number };
}

/** More than the city registers: who sends other numbers fills no memory. */
const MOST_VEHICLES = 200_000;

export function openFleet(): Fleet {
  const reader = frameReader();
  const states = new Map<string, VehicleState>();
  let frames = 0;
  let unreadable = 0;
  const take = (frame: Frame): void => {
    frames += 1;
    if (frame.command !== REALTIME && frame.command !== REISSUED) return;
    const report = frame.encryption === PLAIN ? readReport(frame.data) : null;
    if (!report || report.unread !== null) unreadable += 1;
    if (!report) return;
    const known = states.get(frame.vin) ?? null;
    if (!known && states.size >= MOST_VEHICLES) return;
    states.set(frame.vin, joined(frame.vin, known, report));
  };
  return {
    feed(bytes) {
      for (const frame of reader.take(bytes)) take(frame);
    },
    vehicle: (vin) => states.get(vin) ?? null,
    get vehicles() {
      return states.size;
    },
    get counts() {
      return { frames, unreadable, skippedBytes: reader.skipped };
    },
  };
}

/** Reissued packets are older than what is known: each part stays as new as it can be. */
function joined(vin: string, known: VehicleState | null, { at, ...report }: Report): VehicleState {
  return {
    vin,
    vehicle: later(known?.vehicle, at, report.vehicle),
    motors: later(known?.motors, at, report.motors.length > 0 ? report.motors : null),
    position: later(known?.position, at, report.position),
    extremes: later(known?.extremes, at, report.extremes),
    alarm: later(known?.alarm, at, report.alarm),
  };
}

function later<T>(known: Dated<T> | null | undefined, at: string, value: T | null): Dated<T> | null {
  if (value === null || (known && Date.parse(known.at) > Date.parse(at))) return known ?? null;
  return { at, value };
}
