import { CityGraphError, formatOffsetDateTime } from '@citygraph/contract';
import { cityDay } from '@citygraph/kit';
import { monthStart } from '../bill/bill.rules.ts';
import { type Commodity, fromThousandths, UNIT_OF } from '../usage-point/commodity.rules.ts';

/**
 * Quality of a reading, in the words of IEC 61968-9 and ESPI (QualityOfReading): VALID 17, EDITED 7, ESTIMATED 8 and 9,
 * SUSPECT 10 (questionable).
 */
export const READING_QUALITIES = ['VALID', 'EDITED', 'ESTIMATED', 'SUSPECT'] as const;
export type ReadingQuality = (typeof READING_QUALITIES)[number];

/** Nine digits before the point: more than any meter of the city has. */
export const LARGEST_MILLI = 999_999_999_999;

const DAY_MS = 86_400_000;
export const LONGEST_RANGE_DAYS = 62;

const refuse = (argument: string, message: string): never => {
  throw new CityGraphError('BAD_USER_INPUT', `${argument}: ${message}`, { extensions: { argument } });
};

/** Who says no unit means the commodity's. */
export function assertUnit(unit: string | null, commodity: Commodity): void {
  if (unit === null || unit === UNIT_OF[commodity]) return;
  refuse('unit', `${commodity} is read in ${UNIT_OF[commodity]}, not in "${unit}"; convert the value first.`);
}

/** Nobody has read a meter in the future, nor before the reading that is there already. */
export function assertReadingTime(at: Date, last: Date | null, now: Date): void {
  if (at > now) refuse('at', `${formatOffsetDateTime(at)} has not come yet; give when the meter was read.`);
  if (last !== null && at < last) {
    refuse('at', `the meter was read at ${formatOffsetDateTime(last)} already; readings are recorded in their order.`);
  }
}

/**
 * Thousandths consumed since the reading before. A register only grows; when the meter was exchanged, what the removed
 * one showed last says how much it counted, and the new one counts on from what it shows.
 */
export function consumedSince(last: number | null, value: number, removedMeter: number | null): number {
  if (removedMeter !== null) {
    if (last === null) return refuse('removedMeterValue', 'the point was never read: there is no meter to remove.');
    if (removedMeter < last) {
      return refuse(
        'removedMeterValue',
        `the removed meter showed ${fromThousandths(last)} before and cannot show ${fromThousandths(removedMeter)} after.`,
      );
    }
    return removedMeter - last;
  }
  if (last === null) return 0;
  if (value < last) {
    return refuse(
      'value',
      `the register showed ${fromThousandths(last)} and cannot go back to ${fromThousandths(value)}; after an exchange of the meter give removedMeterValue.`,
    );
  }
  return value - last;
}

/** Bills are made of closed months and never of a register in doubt: what neither may be billed nor is, may be corrected. */
export function assertCorrectable(at: Date, quality: ReadingQuality | null, now: Date): void {
  if (quality === 'SUSPECT' || at > monthStart(cityDay(now).slice(0, 7))) return;
  throw new CityGraphError(
    'CONFLICT',
    `at: the month of ${formatOffsetDateTime(at)} is over and billed; record the next reading, and put the bill right with the household.`,
    { extensions: { argument: 'at' } },
  );
}

/** Interval values are asked for by a half-open range, `from` included and `to` not, of at most 62 days. */
export function assertRange(from: Date, to: Date): void {
  if (from >= to) refuse('to', `the range ends before it begins; give a moment after ${formatOffsetDateTime(from)}.`);
  if (to.getTime() - from.getTime() > LONGEST_RANGE_DAYS * DAY_MS) {
    refuse('to', `the range is longer than ${LONGEST_RANGE_DAYS} days; ask for it in parts.`);
  }
}
