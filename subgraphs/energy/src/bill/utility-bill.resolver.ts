import { CentsScalar, CityGraphError, DateScalar, DateTimeScalar } from '@citygraph/contract';
import {
  type Connection,
  connectionOf,
  mapPage,
  PageArgs,
  Requires,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, Float, Int, ObjectType, Resolver, Root } from 'type-graphql';
import { fromThousandths, UNIT_OF } from '../usage-point/commodity.rules.ts';
import type { PointSubject } from '../usage-point/usage-point.access.ts';
import type { UsagePoint } from '../usage-point/usage-point.entity.ts';
import { UsagePointType } from '../usage-point/usage-point.type.ts';
import { balanceOf } from './bill.rules.ts';
import { tiersOf } from './tariff.loader.ts';
import { priced } from './tariff.rules.ts';
import type { UtilityBill } from './utility-bill.entity.ts';
import { billedCentsOf, billsOf } from './utility-bill.loader.ts';

/** Three years in one answer; `billsConnection` pages through more. */
const MOST_BILLS = 36;

@Sensitivity('S3')
@ObjectType('UtilityBillLine', { description: "One tier's part of a bill." })
export class UtilityBillLineType {
  @Field(() => Float, { nullable: true, description: "Consumed in the tier, in the bill's unit." })
  quantity?: number;

  @Field(() => CentsScalar, { nullable: true, description: 'Price of a unit, in CNY cents.' })
  unitPriceCents?: number;

  @Field(() => CentsScalar, { nullable: true, description: 'What the tier costs, in CNY cents.' })
  amountCents?: number;

  readonly point!: PointSubject;
}

@Sensitivity('S3')
@ObjectType('UtilityBill', { description: 'What a usage point consumed in a month, and what it costs.' })
export class UtilityBillType {
  @Field(() => String, { nullable: true, description: 'The month, e.g. 2026-10.' })
  month?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Reading at which the bill before ended.' })
  fromAt?: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Reading up to which it bills.' })
  toAt?: Date;

  @Field(() => Float, { nullable: true, description: 'Consumed in between, in `unit`.' })
  consumption?: number;

  @Field(() => String, { nullable: true, description: 'kWh, m3 or GJ.' })
  unit?: string;

  @Field(() => String, { nullable: true, description: 'The tariff it was made with: commodity/class/version.' })
  tariff?: string;

  @Field(() => CentsScalar, { nullable: true, description: 'In CNY cents.' })
  amountCents?: number;

  @Field(() => Boolean, { nullable: true, description: 'Whether it rests on an estimated reading.' })
  estimated?: boolean;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was issued.' })
  issuedAt?: Date;

  @Field(() => DateScalar, { nullable: true, description: 'The last day to pay it.' })
  dueOn?: string;
}

const UtilityBillConnection = connectionOf('UtilityBill', () => UtilityBillType);

type Bill = Required<UtilityBillType> & { readonly usedMilli: number; readonly point: PointSubject };

const billOf = (point: UsagePoint, row: UtilityBill): Bill => ({
  month: row.month,
  fromAt: row.fromAt,
  toAt: row.toAt,
  consumption: fromThousandths(row.usedMilli),
  usedMilli: row.usedMilli,
  unit: UNIT_OF[point.commodity],
  tariff: row.tariff,
  amountCents: row.amountCents,
  estimated: row.estimated,
  issuedAt: row.issuedAt,
  dueOn: row.dueOn,
  point,
});

@Resolver(() => UtilityBillType)
export class UtilityBillLinesResolver {
  @Sensitivity('S3')
  @FieldResolver(() => [UtilityBillLineType], {
    nullable: true,
    description: 'Tier by tier; they add up to the amount.',
  })
  async lines(
    @Root() { tariff, usedMilli, point }: Bill,
    @Ctx() context: SubgraphContext,
  ): Promise<UtilityBillLineType[]> {
    const tiers = (await tiersOf(context).load(tariff)) ?? [];
    return priced(tiers, usedMilli).map(({ thousandths, cents, amountCents }) => ({
      quantity: fromThousandths(thousandths),
      unitPriceCents: cents,
      amountCents,
      point,
    }));
  }
}

type PaidPoint = UsagePoint & { readonly paidCents?: number | null };

@Resolver(() => UsagePointType)
export class UtilityBillResolver {
  @Sensitivity('S3')
  @Requires('paidCents')
  @FieldResolver(() => CentsScalar, {
    nullable: true,
    description:
      'Still to be paid: what was billed, less what finance booked, in CNY cents; 0 when too much was paid. Null when finance’s figure cannot be had.',
  })
  async amountDueCents(@Root() point: PaidPoint, @Ctx() context: SubgraphContext): Promise<number | null> {
    return (await balance(point, context))?.due ?? null;
  }

  @Sensitivity('S3')
  @Requires('paidCents')
  @FieldResolver(() => CentsScalar, {
    nullable: true,
    description: 'Paid beyond what was billed, in CNY cents; it counts against the next bills.',
  })
  async creditCents(@Root() point: PaidPoint, @Ctx() context: SubgraphContext): Promise<number | null> {
    return (await balance(point, context))?.credit ?? null;
  }

  @Sensitivity('S3')
  @FieldResolver(() => [UtilityBillType], {
    nullable: true,
    description: `The last bills, the latest first; 1 to ${MOST_BILLS}.`,
  })
  async bills(
    @Root() point: UsagePoint,
    @Arg('last', () => Int, { defaultValue: 12, description: 'How many.' }) last: number,
    @Ctx() context: SubgraphContext,
  ): Promise<Bill[]> {
    if (last < 1 || last > MOST_BILLS) {
      throw new CityGraphError('BAD_USER_INPUT', `last: give 1 to ${MOST_BILLS}, not ${last}.`, {
        extensions: { argument: 'last' },
      });
    }
    const { nodes } = await billsOf(context, { first: last }).load(point.mrid);
    return nodes.map((row) => billOf(point, row));
  }

  @Sensitivity('S3')
  @FieldResolver(() => UtilityBillConnection, {
    nullable: true,
    description: 'Bills of the point, the latest first; of one year when given.',
  })
  async billsConnection(
    @Root() point: UsagePoint,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('year', () => Int, { nullable: true, description: 'Calendar year.' }) year: number | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<Bill>> {
    const where = year == null ? {} : { month: { $gte: `${year}-01`, $lte: `${year}-12` } };
    const page = await billsOf(context, { where, first, after }).load(point.mrid);
    return mapPage(page, (row) => billOf(point, row));
  }
}

async function balance({ mrid, paidCents }: PaidPoint, context: SubgraphContext) {
  if (paidCents == null) return null;
  return balanceOf((await billedCentsOf(context).load(mrid)) ?? 0, paidCents);
}
