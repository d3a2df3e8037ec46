import { CentsScalar, CityGraphError, DateTimeScalar } from '@citygraph/contract';
import { type Connection, connectionOf, PageArgs, pageLoader, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, Float, Int, ObjectType, Resolver, Root } from 'type-graphql';
import type { Meter } from '../usage-point/usage-point.loader.ts';
import { UsagePointType } from '../usage-point/usage-point.resolver.ts';
import { Bill } from './bill.entity.ts';

const MOST = 24;

@Sensitivity('S3')
@ObjectType('UtilityBill', { description: 'What a month of a meter cost. Issued once, never changed.' })
export class UtilityBillType {
  @Field(() => String, { nullable: true, description: 'YYYY-MM, city time.' })
  month?: string;

  @Field(() => Float, { nullable: true, description: "In the commodity's unit." })
  consumption?: number;

  @Field(() => CentsScalar, { nullable: true, description: 'CNY cents.' })
  amountCents?: number;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was issued.' })
  issuedAt?: Date;
}

const UtilityBillConnection = connectionOf('UtilityBill', () => UtilityBillType);

const billsOf = pageLoader(Bill, {
  parent: 'mrid',
  order: [
    ['month', 'desc'],
    ['id', 'asc'],
  ],
});

@Resolver(() => UsagePointType)
export class MeterBillsResolver {
  @Sensitivity('S3')
  @FieldResolver(() => [UtilityBillType], { nullable: true, description: `The latest bills, at most ${MOST}.` })
  async bills(
    @Root() { mrid }: Meter,
    @Arg('last', () => Int, { defaultValue: 3 }) last: number,
    @Ctx() context: SubgraphContext,
  ): Promise<readonly Bill[]> {
    if (last < 1 || last > MOST) {
      throw new CityGraphError('BAD_USER_INPUT', `last: give a number from 1 to ${MOST}.`, {
        extensions: { argument: 'last' },
      });
    }
    return (await billsOf(context, { first: last }).load(mrid)).nodes;
  }

  @Sensitivity('S3')
  @FieldResolver(() => UtilityBillConnection, { nullable: true, description: 'Bills, the latest first.' })
  billsConnection(
    @Root() { mrid }: Meter,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<Bill>> {
    return billsOf(context, { first, after }).load(mrid);
  }
}
