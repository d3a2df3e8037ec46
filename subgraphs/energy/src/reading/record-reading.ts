import { CityGraphError, formatOffsetDateTime, type Viewer } from '@citygraph/contract';
import { granted, idempotent, validate } from '@citygraph/kit';
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { z } from 'zod';
import { type MeterSubject, operator } from '../usage-point/usage-point.access.ts';
import { UNIT, UsagePoint } from '../usage-point/usage-point.entity.ts';
import { RegisterReading } from './register-reading.entity.ts';

const Report = z.strictObject({
  mrid: z.string().min(1).max(36),
  at: z.date(),
  value: z.number().min(0, 'a register shows 0 or more').max(1e9, 'no register shows that much'),
  quality: z.enum(['VALID', 'ESTIMATED', 'SUSPECT'], { error: 'give VALID, ESTIMATED or SUSPECT' }),
  meterExchanged: z.boolean(),
});

export interface ReadingReport {
  readonly mrid: string;
  readonly at: Date;
  /** In the commodity's unit. */
  readonly value: number;
  readonly quality: string;
  readonly meterExchanged: boolean;
}

/** The utility reports what a register showed. Registers only go up and time only goes on, unless the meter was exchanged. Answers the mRID. */
export async function recordReading(
  em: EntityManager,
  viewer: Viewer,
  report: ReadingReport,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Report, report);
  const { mrid, at, value, meterExchanged } = input;
  if (at > now) throw wrong('at', `the reading lies in the future; it is ${formatOffsetDateTime(now)} now.`);
  return idempotent(em, { operation: 'recordReading', key, viewer, input, now }, async (inner) => {
    const found = await inner.findOne(UsagePoint, { mrid });
    const meter = granted<MeterSubject & UsagePoint>(
      viewer,
      operator,
      found && Object.assign(found, { holderUscc: found.holderUscc ?? null, sharedWith: [] }),
      { argument: 'mrid', what: 'meter', now },
    );
    if (at <= meter.lastAt) {
      throw wrong('at', `the last reading is of ${formatOffsetDateTime(meter.lastAt)}; give a later one.`);
    }
    if (!meterExchanged && value < meter.lastValue) {
      throw wrong(
        'value',
        `the register showed ${meter.lastValue} ${UNIT[meter.commodity]} already; say meterExchanged if the meter is a new one.`,
      );
    }
    const quality = meterExchanged ? 'EXCHANGED' : input.quality;
    const taken = await inner.nativeUpdate(
      UsagePoint,
      { mrid, lastAt: meter.lastAt },
      { lastAt: at, lastValue: value, lastQuality: quality },
    );
    if (taken === 0)
      throw new CityGraphError('CONFLICT', 'Another reading has just come in; look at it and try again.');
    await inner.insert(RegisterReading, { mrid, at, value, quality }).catch((error: unknown) => {
      if (!(error instanceof UniqueConstraintViolationException)) throw error;
      throw new CityGraphError('CONFLICT', 'There is a reading of that moment already.');
    });
    return mrid;
  });
}

const wrong = (argument: string, message: string): CityGraphError =>
  new CityGraphError('BAD_USER_INPUT', `${argument}: ${message}`, { extensions: { argument } });
