import { CityGraphError, formatOffsetDateTime, type Viewer } from '@citygraph/contract';
import { cityDay, granted, idempotent, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { addToEnergyYear } from '../firm/add-to-energy-year.ts';
import { THOUSANDTHS, toThousandths } from '../usage-point/commodity.rules.ts';
import { utility } from '../usage-point/usage-point.access.ts';
import { UsagePoint } from '../usage-point/usage-point.entity.ts';
import {
  assertReadingTime,
  assertUnit,
  consumedSince,
  LARGEST_MILLI,
  READING_QUALITIES,
} from './meter-reading.rules.ts';
import { RegisterReading } from './register-reading.entity.ts';

/** What a register can show. */
export const registerValue = z
  .number()
  .min(0, 'a register shows 0 or more')
  .max(LARGEST_MILLI / THOUSANDTHS, `a register shows at most ${LARGEST_MILLI / THOUSANDTHS}`)
  .refine((value) => Math.abs(value * THOUSANDTHS - toThousandths(value)) < 1e-4, 'give three decimals at most');

const Reading = z.strictObject({
  mrid: z.string().min(1).max(36),
  at: z.date(),
  value: registerValue,
  unit: z.string().max(10).nullable(),
  quality: z.enum(READING_QUALITIES, `give one of ${READING_QUALITIES.join(', ')}`),
  removedMeterValue: registerValue.nullable(),
  meterExchanged: z.boolean(),
});

/** The utility records what a meter showed. Answers the point's mRID. */
export async function recordReading(
  em: EntityManager,
  viewer: Viewer,
  reading: Omit<z.infer<typeof Reading>, 'quality'> & { quality: string },
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Reading, reading);
  return idempotent(em, { operation: 'recordReading', key, viewer, input, now }, async (inner) => {
    const { mrid, at, quality } = input;
    const found = await inner.findOne(UsagePoint, { mrid });
    const point = granted(viewer, utility, found, { argument: 'mrid', what: 'usage point', now });
    assertUnit(input.unit, point.commodity);
    assertReadingTime(at, point.lastReadAt ?? null, now);
    const milli = toThousandths(input.value);
    if (point.lastReadAt && at.getTime() === point.lastReadAt.getTime()) {
      if (milli === point.lastMilli && quality === point.lastQuality) return mrid;
      throw new CityGraphError(
        'CONFLICT',
        `There is another reading of ${formatOffsetDateTime(at)}; correct that one with correctReading.`,
        { extensions: { argument: 'at' } },
      );
    }
    const usedMilli = consumedSince(point.lastMilli ?? null, milli, removedMilli(input, point));
    await advance(inner, point, { lastReadAt: at, lastMilli: milli, lastQuality: quality });
    await inner.insert(RegisterReading, { mrid, at, milli, quality, startedAt: point.lastReadAt ?? null, usedMilli });
    await addToEnergyYear(inner, point, cityDay(at), usedMilli);
    return mrid;
  });
}

/** What the removed meter showed last, after an exchange; when nobody read it then, what it showed at the reading before. */
function removedMilli({ removedMeterValue, meterExchanged }: z.infer<typeof Reading>, { lastMilli }: UsagePoint) {
  if (removedMeterValue !== null) return toThousandths(removedMeterValue);
  return meterExchanged ? (lastMilli ?? null) : null;
}

/** Compare-and-set: of two readings that follow the same one, the first counts. */
export async function advance(
  em: EntityManager,
  { mrid, lastReadAt, lastMilli }: UsagePoint,
  last: Pick<UsagePoint, 'lastReadAt' | 'lastMilli' | 'lastQuality'>,
): Promise<void> {
  const before = { mrid, lastReadAt: lastReadAt ?? null, lastMilli: lastMilli ?? null };
  const advanced = await em.nativeUpdate(UsagePoint, before, last);
  if (advanced === 0) {
    throw new CityGraphError('CONFLICT', 'Another reading of this meter came at the same moment; look and try again.');
  }
}
