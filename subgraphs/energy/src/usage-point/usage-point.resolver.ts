import { CentsScalar, USCCScalar } from '@citygraph/contract';
import { External, granted, Key, Requires, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, Field, FieldResolver, ID, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { amountDue } from '../bill/bill.rules.ts';
import { MeterReadingType, type Reading } from '../reading/reading.type.ts';
import { type PlaceSubject, usagePointAccess } from './usage-point.access.ts';
import { COMMODITIES, UNIT } from './usage-point.entity.ts';
import { type Meter, meterOf, metersAt } from './usage-point.loader.ts';

@Key('uscc')
@ObjectType('LegalEntity')
export class LegalEntityType {
  @Field(() => USCCScalar)
  uscc!: string;
}

@Key('id')
@ObjectType('Place')
export class PlaceType {
  @Field(() => ID)
  id!: string;
}

@Key('mrid')
@ObjectType('UsagePoint', { description: "A meter's position in the network (IEC 61968-9)." })
export class UsagePointType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'UUID of the position; it stays when the meter is exchanged.' })
  mrid!: string;

  @External()
  @Field(() => CentsScalar, { nullable: true })
  paidCents?: number | null;
}

@Resolver(() => UsagePointType)
export class UsagePointResolver {
  @Sensitivity('S3')
  @Query(() => UsagePointType, {
    nullable: true,
    description: 'A meter, for its customer, its utility and whom it is shared with.',
  })
  async usagePoint(@Arg('mrid', () => ID) mrid: string, @Ctx() context: SubgraphContext): Promise<Meter> {
    const found = await meterOf(mrid, context);
    const options = { argument: 'mrid', what: 'meter', now: context.clock.now() };
    return granted(context.viewer, usagePointAccess.default, found.row ? found : null, options);
  }

  @Sensitivity('S3')
  @FieldResolver(() => String, { nullable: true, description: `What is metered: ${COMMODITIES.join(', ')}.` })
  commodity(@Root() { row }: Meter): string | null {
    return row?.commodity ?? null;
  }

  @Sensitivity('S3')
  @FieldResolver(() => PlaceType, { nullable: true, description: 'Where it stands.' })
  place(@Root() { placeId }: Meter): { id: string } | null {
    return placeId === null ? null : { id: placeId };
  }

  @Sensitivity('S3')
  @FieldResolver(() => LegalEntityType, { nullable: true, description: 'The utility.' })
  operator(@Root() { operatorUscc }: Meter): { uscc: string } | null {
    return operatorUscc === null ? null : { uscc: operatorUscc };
  }

  @Sensitivity('S3')
  @FieldResolver(() => MeterReadingType, { nullable: true, description: 'What the register showed last.' })
  latestReading(@Root() { row }: Meter): Reading | null {
    if (!row) return null;
    const { lastAt, lastValue, lastQuality, commodity } = row;
    return { at: lastAt, value: lastValue, quality: lastQuality, unit: UNIT[commodity], kind: 'REGISTER' };
  }

  @Sensitivity('S3')
  @Requires('paidCents')
  @FieldResolver(() => CentsScalar, {
    nullable: true,
    description:
      'Billed and not yet paid, in CNY cents, 0 when too much was paid; null when what was paid is not known.',
  })
  amountDueCents(@Root() { row, paidCents }: Meter): number | null {
    return row && paidCents !== null ? amountDue(row.billedCents, paidCents).dueCents : null;
  }

  @Sensitivity('S3')
  @Requires('paidCents')
  @FieldResolver(() => CentsScalar, { nullable: true, description: 'Paid beyond all bills, in CNY cents.' })
  creditCents(@Root() { row, paidCents }: Meter): number | null {
    return row && paidCents !== null ? amountDue(row.billedCents, paidCents).creditCents : null;
  }
}

interface MeteredPlace extends PlaceSubject {
  readonly meters: readonly Meter[];
}

@Resolver(() => PlaceType)
export class PlaceMetersResolver {
  @Sensitivity('S3')
  @FieldResolver(() => [UsagePointType], { nullable: true, description: 'The meters of the place.' })
  usagePoints(@Root() { meters }: MeteredPlace): readonly Meter[] {
    return meters;
  }
}

export const usagePointReference = (
  { mrid, paidCents }: Record<string, unknown>,
  context: SubgraphContext,
): Promise<Meter> => meterOf(String(mrid), context, typeof paidCents === 'number' ? paidCents : null);

export async function placeReference({ id }: Record<string, unknown>, context: SubgraphContext): Promise<MeteredPlace> {
  const meters = await metersAt(String(id), context);
  const firms = meters.flatMap(({ holderUscc, operatorUscc }) =>
    [holderUscc, operatorUscc].filter((uscc) => uscc !== null),
  );
  return { id: String(id), meters, firms };
}
