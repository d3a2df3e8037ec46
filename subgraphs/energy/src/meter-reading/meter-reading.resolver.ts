import { CityGraphError, DateTimeScalar } from '@citygraph/contract';
import { type Connection, connectionOf, mapPage, PageArgs, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  Float,
  ID,
  Mutation,
  ObjectType,
  Resolver,
  Root,
  registerEnumType,
} from 'type-graphql';
import { fromThousandths, UNIT_OF } from '../usage-point/commodity.rules.ts';
import type { PointSubject } from '../usage-point/usage-point.access.ts';
import type { UsagePoint } from '../usage-point/usage-point.entity.ts';
import { pointByMrid } from '../usage-point/usage-point.loader.ts';
import { UsagePointType } from '../usage-point/usage-point.type.ts';
import { correctReading } from './correct-reading.ts';
import { assertRange, LONGEST_RANGE_DAYS, READING_QUALITIES } from './meter-reading.rules.ts';
import { recordReading } from './record-reading.ts';
import type { RegisterReading } from './register-reading.entity.ts';
import { intervalsOf, MOST_INTERVALS, rangeKey, readingsOf } from './register-reading.loader.ts';

export enum ReadingKind {
  REGISTER = 'REGISTER',
  INTERVAL = 'INTERVAL',
}
registerEnumType(ReadingKind, {
  name: 'ReadingKind',
  description: 'How a reading counts.',
  valuesConfig: {
    REGISTER: { description: 'What the meter showed at a moment: it only grows.' },
    INTERVAL: { description: 'What was consumed between two readings.' },
  },
});

@Sensitivity('S3')
@ObjectType('MeterReading', {
  description: 'A value of a meter: what it showed, or what was consumed in an interval (IEC 61968-9; ESPI).',
})
export class MeterReadingType {
  @Field(() => ReadingKind, { nullable: true, description: 'Register or interval.' })
  kind?: ReadingKind;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'REGISTER: when the meter was read. INTERVAL: when the interval began.',
  })
  at?: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'INTERVAL: when the interval ended; else null.' })
  until?: Date | null;

  @Field(() => Float, { nullable: true, description: 'In `unit`, to three decimals.' })
  value?: number;

  @Field(() => String, { nullable: true, description: 'kWh (electricity), m3 (water, gas) or GJ (heat).' })
  unit?: string;

  @Field(() => String, {
    nullable: true,
    description: `${READING_QUALITIES.join(', ')} (ESPI QualityOfReading 17, 7, 8, 10); of an interval, that of the reading it ended with.`,
  })
  quality?: string | null;
}

const MeterReadingConnection = connectionOf('MeterReading', () => MeterReadingType);

type MeterReading = Required<MeterReadingType> & { readonly point: PointSubject };

const register = (point: UsagePoint, { at, milli, quality }: RegisterReading): MeterReading => ({
  kind: ReadingKind.REGISTER,
  at,
  until: null,
  value: fromThousandths(milli),
  unit: UNIT_OF[point.commodity],
  quality,
  point,
});

const interval = (point: UsagePoint, { at, startedAt, usedMilli, quality }: RegisterReading): MeterReading => ({
  kind: ReadingKind.INTERVAL,
  at: startedAt ?? at,
  until: at,
  value: fromThousandths(usedMilli),
  unit: UNIT_OF[point.commodity],
  quality,
  point,
});

@Resolver(() => UsagePointType)
export class MeterReadingResolver {
  @Sensitivity('S3')
  @FieldResolver(() => MeterReadingType, {
    nullable: true,
    description: 'What the meter showed when it was last read; null: never read.',
  })
  latestReading(@Root() point: UsagePoint): MeterReading | null {
    const { lastReadAt: at, lastMilli: milli, lastQuality: quality } = point;
    if (at == null || milli == null) return null;
    return {
      kind: ReadingKind.REGISTER,
      at,
      until: null,
      value: fromThousandths(milli),
      unit: UNIT_OF[point.commodity],
      quality: quality ?? null,
      point,
    };
  }

  @Sensitivity('S4', 'reveals presence at home')
  @FieldResolver(() => [MeterReadingType], {
    nullable: true,
    description: `Consumption by interval, the earliest first: intervals that began at or after \`from\` and before \`to\`, at most ${LONGEST_RANGE_DAYS} days and ${MOST_INTERVALS} intervals. readingsConnection pages through more.`,
  })
  async readings(
    @Root() point: UsagePoint,
    @Arg('from', () => DateTimeScalar, { description: 'Included.' }) from: Date,
    @Arg('to', () => DateTimeScalar, { description: 'Not included.' }) to: Date,
    @Ctx() context: SubgraphContext,
  ): Promise<MeterReading[]> {
    assertRange(from, to);
    const found = (await intervalsOf(context).load(rangeKey(point.mrid, from, to))) ?? [];
    return found.map((reading) => interval(point, reading));
  }

  @Sensitivity('S4', 'reveals presence at home')
  @FieldResolver(() => MeterReadingConnection, {
    nullable: true,
    description: 'Readings of the point, the latest first; of a range and a quality when given.',
  })
  async readingsConnection(
    @Root() point: UsagePoint,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('kind', () => ReadingKind, { defaultValue: ReadingKind.INTERVAL, description: 'What is wanted.' })
    kind: ReadingKind,
    @Arg('from', () => DateTimeScalar, { nullable: true, description: 'Read after this moment.' }) from: Date | null,
    @Arg('to', () => DateTimeScalar, { nullable: true, description: 'Read at this moment or before.' })
    to: Date | null,
    @Arg('quality', () => String, { nullable: true, description: `One of ${READING_QUALITIES.join(', ')}.` })
    quality: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<MeterReading>> {
    const where = {
      ...(from || to ? { at: { ...(from ? { $gt: from } : {}), ...(to ? { $lte: to } : {}) } } : {}),
      ...(quality == null ? {} : { quality: parseQuality(quality) }),
      ...(kind === ReadingKind.INTERVAL ? { startedAt: { $ne: null } } : {}),
    };
    const page = await readingsOf(context, { where, first, after }).load(point.mrid);
    const show = kind === ReadingKind.INTERVAL ? interval : register;
    return mapPage(page, (row) => show(point, row));
  }

  @Sensitivity('S3')
  @Mutation(() => UsagePointType, {
    nullable: true,
    description:
      "The utility's representative records what a meter showed. Readings come in their order; a register only grows, unless the meter was exchanged. The same reading again changes nothing.",
  })
  async recordReading(
    @Arg('mrid', () => ID) mrid: string,
    @Arg('at', () => DateTimeScalar, { description: 'When the meter was read.' }) at: Date,
    @Arg('value', () => Float, { description: 'What it showed, to three decimals.' }) value: number,
    @Arg('unit', () => String, {
      nullable: true,
      description: 'kWh, m3 or GJ: refused when it is not that of the commodity.',
    })
    unit: string | null,
    @Arg('quality', () => String, { defaultValue: 'VALID', description: `${READING_QUALITIES.join(', ')}.` })
    quality: string,
    @Arg('removedMeterValue', () => Float, {
      nullable: true,
      description: 'After an exchange of the meter: what the removed one showed last. `value` is then the new one’s.',
    })
    removedMeterValue: number | null,
    @Arg('meterExchanged', () => Boolean, {
      defaultValue: false,
      description: 'The meter was exchanged, and nobody read the removed one: it counts as it was read before.',
    })
    meterExchanged: boolean,
    @Arg('idempotencyKey', () => ID, { nullable: true }) key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<UsagePoint | null> {
    const { em, viewer, clock } = context;
    const removed = { removedMeterValue: removedMeterValue ?? null, meterExchanged };
    const reading = { mrid, at, value, unit: unit ?? null, quality, ...removed };
    await recordReading(em, viewer, reading, key ?? null, clock.now());
    return pointByMrid(mrid, context);
  }

  @Sensitivity('S3')
  @Mutation(() => UsagePointType, {
    nullable: true,
    description:
      "The utility's representative corrects the last reading while it is not billed; its quality becomes EDITED.",
  })
  async correctReading(
    @Arg('mrid', () => ID) mrid: string,
    @Arg('at', () => DateTimeScalar, { description: 'When the wrong reading was made.' }) at: Date,
    @Arg('value', () => Float, { description: 'What the meter did show.' }) value: number,
    @Ctx() context: SubgraphContext,
  ): Promise<UsagePoint | null> {
    const { em, viewer, clock } = context;
    await correctReading(em, viewer, { mrid, at, value }, clock.now());
    return pointByMrid(mrid, context);
  }
}

function parseQuality(text: string) {
  const quality = READING_QUALITIES.find((known) => known === text);
  if (quality) return quality;
  throw new CityGraphError(
    'BAD_USER_INPUT',
    `quality: "${text.slice(0, 20)}" is none; give one of ${READING_QUALITIES.join(', ')}.`,
    { extensions: { argument: 'quality' } },
  );
}
