import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ALARMS, alarmsIn } from '../src/alarms.ts';
import { openFleet } from '../src/fleet.ts';
import { REISSUED } from '../src/frames.ts';
import { type Report, readReport } from '../src/report.ts';
import { encodeFrame, encodeReport } from './encode-frame.ts';

const report = (more: Partial<Report> = {}): Omit<Report, 'unread'> => ({
  at: '2026-11-28T08:00:00+08:00',
  vehicle: null,
  motors: [],
  position: null,
  extremes: null,
  alarm: null,
  ...more,
});
const tenths = (min: number, max: number) =>
  fc.option(fc.integer({ min: min * 10, max: max * 10 }).map((value) => value / 10));
const whole = (min: number, max: number) => fc.option(fc.integer({ min, max }));
const two = (value: number): string => String(value).padStart(2, '0');

const reports: fc.Arbitrary<Omit<Report, 'unread'>> = fc.record({
  at: fc
    .tuple(
      fc.integer({ min: 0, max: 99 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 28 }),
      fc.integer({ min: 0, max: 23 }),
      fc.integer({ min: 0, max: 59 }),
    )
    .map(
      ([year, month, day, hour, minute]) =>
        `20${two(year)}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:59+08:00`,
    ),
  vehicle: fc.option(
    fc.record({
      power: fc.option(fc.constantFrom('ON' as const, 'OFF' as const, 'OTHER' as const)),
      charging: fc.option(
        fc.constantFrom('PARKED' as const, 'DRIVING' as const, 'NOT_CHARGING' as const, 'COMPLETE' as const),
      ),
      mode: fc.option(fc.constantFrom('ELECTRIC' as const, 'HYBRID' as const, 'FUEL' as const)),
      speedKmh: tenths(0, 220),
      mileageKm: tenths(0, 999_999),
      voltageV: tenths(0, 1_000),
      currentA: tenths(-1_000, 1_000),
      socPct: whole(0, 100),
      insulationKohm: whole(0, 60_000),
    }),
  ),
  motors: fc.array(
    fc.record({
      number: fc.integer({ min: 1, max: 253 }),
      state: fc.option(fc.constantFrom('CONSUMING' as const, 'GENERATING' as const, 'OFF' as const, 'READY' as const)),
      rpm: whole(-20_000, 45_531),
      torqueNm: tenths(-2_000, 4_553),
      temperatureC: whole(-40, 210),
    }),
    { maxLength: 4 },
  ),
  position: fc.option(
    fc.record({
      longitude: fc.integer({ min: -180_000_000, max: 180_000_000 }).map((value) => value / 1e6),
      latitude: fc.integer({ min: -90_000_000, max: 90_000_000 }).map((value) => value / 1e6),
    }),
  ),
  extremes: fc.option(
    fc.record({
      cellVoltageMaxV: fc.option(fc.integer({ min: 0, max: 15_000 }).map((value) => value / 1_000)),
      cellVoltageMinV: fc.option(fc.integer({ min: 0, max: 15_000 }).map((value) => value / 1_000)),
      temperatureMaxC: whole(-40, 210),
      temperatureMinC: whole(-40, 210),
    }),
  ),
  alarm: fc.option(
    fc.record({ level: whole(0, 3), alarms: fc.subarray([...ALARMS]), faults: fc.integer({ min: 0, max: 20 }) }),
  ),
});

/** Numbers as a person would compare them: the bytes have six decimals at most, and half a step of theirs is far from what arithmetic adds. */
const near = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, part) => (typeof part === 'number' ? Math.round(part * 1e6) / 1e6 + 0 : part)));

test('what a vehicle reports is read as it was written', () => {
  fc.assert(
    fc.property(reports, (sent) => {
      assert.deepEqual(near(readReport(encodeReport(sent))), near({ ...sent, unread: null }));
    }),
  );
});

test('any bytes at all are a report, a part of one, or none: never an error', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void readReport(Buffer.from(bytes))));
  fc.assert(
    fc.property(reports, fc.uint8Array({ maxLength: 60 }), fc.nat(), (sent, noise, place) => {
      const bytes = Buffer.concat([encodeReport(sent), noise]);
      bytes.writeUInt8(0xff, place % bytes.length);
      readReport(bytes);
    }),
  );
});

test('a report that breaks off keeps what came before, and says so', () => {
  const bytes = encodeReport(
    report({ position: { longitude: 125.3, latitude: 43.9 }, alarm: { level: 3, alarms: ['BRAKES'], faults: 2 } }),
  );
  const read = readReport(bytes.subarray(0, bytes.length - 6));
  assert.deepEqual(
    [read?.position, read?.alarm, read?.unread],
    [{ longitude: 125.3, latitude: 43.9 }, null, 'The data end in the middle of a value.'],
  );
});

test('units of other kinds are passed over', () => {
  const fuelCell = Buffer.from([0x03, 0, 1, 0, 2, 0, 3, 0, 2, 40, 41, ...Array(10).fill(0)]);
  const engine = Buffer.from([0x04, 1, 0, 1, 0, 2]);
  const voltages = Buffer.from([0x08, 1, 1, 0, 1, 0, 2, 0, 2, 0, 1, 2, 0, 9, 0, 9]);
  const temperatures = Buffer.from([0x09, 1, 1, 0, 2, 60, 61]);
  const own = Buffer.from([0x80, 0, 3, 7, 7, 7]);
  const whole = encodeReport(report({ position: { longitude: 125.3, latitude: 43.9 } }));
  const read = readReport(
    Buffer.concat([whole.subarray(0, 6), fuelCell, engine, voltages, temperatures, own, whole.subarray(6)]),
  );
  assert.deepEqual([read?.position, read?.unread], [{ longitude: 125.3, latitude: 43.9 }, null]);
});

test('a unit that nobody knows ends the reading, for it does not say how long it is', () => {
  assert.equal(
    readReport(Buffer.concat([encodeReport(report()), Buffer.of(0x2f, 1, 2)]))?.unread,
    'Unit 0x2f is not known.',
  );
});

for (const [what, bytes] of [
  ['nothing', []],
  ['half a time', [26, 11]],
  ['the 30th of February', [26, 2, 30, 0, 0, 0]],
  ['the 25th hour', [26, 1, 1, 25, 0, 0]],
] as const) {
  test(`${what} is no report`, () => assert.equal(readReport(Buffer.from(bytes)), null));
}

test('a position that says it is invalid is none', () => {
  const bytes = encodeReport(report({ position: { longitude: 125.3, latitude: 43.9 } }));
  bytes.writeUInt8(1, 7);
  assert.equal(readReport(bytes)?.position, null);
});

test('reserved bits are no alarms', () => {
  assert.deepEqual(alarmsIn(0xffff_ffff).length, 19);
  assert.deepEqual(alarmsIn(0b1_0000), ['SOC_LOW']);
});

test('a reissued report brings what was missing, and takes nothing newer away', () => {
  const fleet = openFleet();
  const vin = 'LFVCG2A23TK000001';
  const alarm = { level: 1, alarms: [], faults: 0 };
  fleet.feed(encodeFrame({ vin, data: encodeReport(report({ position: { longitude: 125.3, latitude: 43.9 } })) }));
  const older = report({ at: '2026-11-28T07:00:00+08:00', position: { longitude: 125, latitude: 43 }, alarm });
  fleet.feed(encodeFrame({ command: REISSUED, vin, data: encodeReport(older) }));
  const known = fleet.vehicle(vin);
  assert.deepEqual(known?.position?.value, { longitude: 125.3, latitude: 43.9 });
  assert.deepEqual(known?.alarm, { at: older.at, value: alarm });
});

test('an encrypted report is counted and not guessed at', () => {
  const fleet = openFleet();
  fleet.feed(encodeFrame({ vin: 'LFVCG2A23TK000001', encryption: 0x03, data: encodeReport(report()) }));
  assert.deepEqual([fleet.vehicles, fleet.counts.unreadable], [0, 1]);
});
