import { cityDay } from '@citygraph/kit';
import type { ReadingQuality } from '../meter-reading/meter-reading.rules.ts';
import type { Commodity } from '../usage-point/commodity.rules.ts';
import { amountOf, priced, type TariffClass, type Tariffs, tariffFor } from './tariff.rules.ts';

export interface BilledReading {
  readonly at: Date;
  readonly quality: ReadingQuality;
  readonly usedMilli: number;
}

export interface BilledPoint {
  readonly mrid: string;
  readonly commodity: Commodity;
  readonly tariffClass: TariffClass;
}

/** Days to pay. */
const DAYS_TO_PAY = 20;
const DAY_MS = 86_400_000;

/** Midnight in the city (UTC+8, no daylight saving) at which a month, `2026-10`, begins. */
export const monthStart = (month: string): Date => new Date(`${month}-01T00:00:00+08:00`);

/** `2026-10` and a number of months: `2026-12`. */
export function monthsLater(month: string, months: number): string {
  const count = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + months;
  return `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, '0')}`;
}

/** The last month that is over. */
export const closedMonth = (now: Date): string => monthsLater(cityDay(now).slice(0, 7), -1);

/**
 * A point's bill for a month, from its readings since the last bill in their order; null when there is nothing to bill yet.
 * The bill ends at the last reading of the month that is not SUSPECT: what comes after falls into the next bill, so that
 * everything is billed once and nothing on a doubtful register.
 */
export function billFor(
  tariffs: Tariffs,
  point: BilledPoint,
  month: string,
  since: Date | null,
  readings: readonly BilledReading[],
  now: Date,
) {
  const end = monthStart(monthsLater(month, 1));
  const closed = readings.filter(({ at }) => at <= end && (since === null || at > since));
  const last = closed.findLastIndex(({ quality }) => quality !== 'SUSPECT');
  const billed = closed.slice(0, last + 1);
  const [first, final] = [billed[0], billed[last]];
  if (!first || !final || (since === null && billed.length < 2)) return null;
  const usedMilli = billed.reduce((sum, reading) => sum + reading.usedMilli, 0);
  const tariff = tariffFor(tariffs, point.commodity, point.tariffClass, month);
  return {
    mrid: point.mrid,
    month,
    fromAt: since ?? first.at,
    toAt: final.at,
    usedMilli,
    tariff,
    amountCents: amountOf(priced(tariffs.get(tariff) ?? [], usedMilli)),
    estimated: billed.some(({ quality }) => quality === 'ESTIMATED'),
    issuedAt: now,
    dueOn: cityDay(new Date(now.getTime() + DAYS_TO_PAY * DAY_MS)),
  };
}

/** What is still to be paid, and what was paid too much; null when finance's figure could not be had. */
export function balanceOf(billedCents: number, paidCents: number | null): { due: number; credit: number } | null {
  if (paidCents === null) return null;
  return { due: Math.max(0, billedCents - paidCents), credit: Math.max(0, paidCents - billedCents) };
}
