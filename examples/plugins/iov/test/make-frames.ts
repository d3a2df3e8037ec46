/** Writes `data/feed.bin`: an hour of sixty invented vehicles, with the noise that such lines have. The same bytes at every run. */
import { writeFileSync } from 'node:fs';
import { COMMAND, LOGIN, REISSUED } from '../src/frames.ts';
import type { Report } from '../src/report.ts';
import { encodeFrame, encodeReport } from './encode-frame.ts';

const VEHICLES = 60;
const MINUTES = [0, 20, 40];

/** GB 16735: weights of the seventeen characters, and what letters count. */
const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
const LETTERS: Readonly<Record<string, number>> = { A: 1, C: 3, F: 6, G: 7, K: 2, L: 3, T: 3, V: 5 };

/** Numbers of the city's register: a maker's block, counted from 1. */
function vinOf(n: number): string {
  const blank = `LFVCG2A20TK${String(n).padStart(6, '0')}`;
  const sum = [...blank].reduce((all, sign, at) => all + (LETTERS[sign] ?? Number(sign)) * (WEIGHTS[at] ?? 0), 0);
  return blank.slice(0, 8) + (sum % 11 === 10 ? 'X' : String(sum % 11)) + blank.slice(9);
}

const reportOf = (n: number, minute: number): Omit<Report, 'unread'> => {
  const isCharging = n % 4 === 0;
  const speedKmh = isCharging ? 0 : 30 + ((n * 7 + minute) % 50);
  return {
    at: `2026-11-28T08:${String(minute).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}+08:00`,
    vehicle: {
      power: isCharging ? 'OFF' : 'ON',
      charging: isCharging ? 'PARKED' : 'NOT_CHARGING',
      mode: 'ELECTRIC',
      speedKmh,
      mileageKm: 1_000 * n + minute / 2,
      voltageV: 360 + (n % 30),
      currentA: isCharging ? -32.5 : 41.2,
      socPct: Math.min(100, 20 + ((n * 13) % 60) + (isCharging ? minute / 2 : -minute / 10)),
      insulationKohm: 5_000 + n,
    },
    motors: [
      {
        number: 1,
        state: isCharging ? 'OFF' : 'CONSUMING',
        rpm: speedKmh * 80,
        torqueNm: isCharging ? 0 : 88.5,
        temperatureC: 35 + (n % 20),
      },
    ],
    position: { longitude: 125.25 + (n % 10) * 0.02 + minute / 10_000, latitude: 43.82 + Math.floor(n / 10) * 0.02 },
    extremes: { cellVoltageMaxV: 4.012, cellVoltageMinV: 3.987, temperatureMaxC: 24 + (n % 9), temperatureMinC: 19 },
    alarm:
      n % 17 === 0
        ? { level: 2, alarms: ['SOC_LOW', 'CELLS_INCONSISTENT'], faults: 1 }
        : { level: 0, alarms: [], faults: 0 },
  };
};

const vehicles = Array.from({ length: VEHICLES }, (_, n) => n + 1);
const feed = [
  ...vehicles.map((n) => encodeFrame({ command: LOGIN, vin: vinOf(n), data: Buffer.alloc(30) })),
  ...MINUTES.flatMap((minute) =>
    vehicles.map((n) => encodeFrame({ vin: vinOf(n), data: encodeReport(reportOf(n, minute)) })),
  ),
  // A line that broke off, a packet whose check is wrong, and what was kept back while there was no line.
  encodeFrame({ vin: vinOf(1), data: encodeReport(reportOf(1, 40)) }).subarray(0, 40),
  Buffer.from('## noise ##', 'latin1'),
  encodeFrame({ vin: vinOf(2), data: encodeReport(reportOf(2, 40)) }).fill(0, 30, 34),
  encodeFrame({ command: REISSUED, vin: vinOf(3), data: encodeReport(reportOf(3, 10)) }),
  encodeFrame({ command: 0x07, response: COMMAND, vin: vinOf(4), data: Buffer.alloc(0) }),
];
writeFileSync(new URL('../data/feed.bin', import.meta.url), Buffer.concat(feed));
