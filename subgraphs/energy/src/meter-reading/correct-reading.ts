import { CityGraphError, formatOffsetDateTime, type Viewer } from '@citygraph/contract';
import { cityDay, granted, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { addToEnergyYear } from '../firm/add-to-energy-year.ts';
import { fromThousandths, toThousandths } from '../usage-point/commodity.rules.ts';
import { utility } from '../usage-point/usage-point.access.ts';
import { UsagePoint } from '../usage-point/usage-point.entity.ts';
import { assertCorrectable } from './meter-reading.rules.ts';
import { advance, registerValue } from './record-reading.ts';
import { RegisterReading } from './register-reading.entity.ts';

const Correction = z.strictObject({ mrid: z.string().min(1).max(36), at: z.date(), value: registerValue });

const refuse = (code: 'BAD_USER_INPUT' | 'CONFLICT', argument: string, message: string): never => {
  throw new CityGraphError(code, `${argument}: ${message}`, { extensions: { argument } });
};

/** The utility corrects the last reading, as long as no bill can rest on it. */
export async function correctReading(
  em: EntityManager,
  viewer: Viewer,
  correction: z.infer<typeof Correction>,
  now: Date,
): Promise<void> {
  const { mrid, at, value } = validate(Correction, correction);
  await em.transactional(async (inner) => {
    const found = await inner.findOne(UsagePoint, { mrid });
    const point = granted(viewer, utility, found, { argument: 'mrid', what: 'usage point', now });
    if (point.lastReadAt?.getTime() !== at.getTime()) {
      refuse(
        'CONFLICT',
        'at',
        `${formatOffsetDateTime(at)} is not the last reading of this meter; only that can be corrected.`,
      );
    }
    assertCorrectable(at, point.lastQuality ?? null, now);
    const reading = await inner.findOneOrFail(RegisterReading, { mrid, at });
    const milli = toThousandths(value);
    const usedMilli = reading.startedAt === null ? 0 : reading.usedMilli + milli - reading.milli;
    if (usedMilli < 0) {
      const least = fromThousandths(reading.milli - reading.usedMilli);
      refuse('BAD_USER_INPUT', 'value', `the register showed ${least} at the reading before and cannot show ${value}.`);
    }
    const change = usedMilli - reading.usedMilli;
    await advance(inner, point, { lastReadAt: at, lastMilli: milli, lastQuality: 'EDITED' });
    await inner.nativeUpdate(RegisterReading, { mrid, at }, { milli, usedMilli, quality: 'EDITED' });
    await addToEnergyYear(inner, point, cityDay(at), change);
  });
}
