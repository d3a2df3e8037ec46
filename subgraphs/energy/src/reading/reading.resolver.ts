import { DateTimeScalar } from '@citygraph/contract';
import { type Connection, connectionOf, PageArgs, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Args, Ctx, FieldResolver, Float, ID, Mutation, Resolver, Root } from 'type-graphql';
import { UNIT } from '../usage-point/usage-point.entity.ts';
import { type Meter, meterOf } from '../usage-point/usage-point.loader.ts';
import { UsagePointType } from '../usage-point/usage-point.resolver.ts';
import { assertSpan, intervals, MOST_DAYS } from './intervals.rules.ts';
import { registersBetween, registersOf } from './reading.loader.ts';
import { MeterReadingType, type Reading } from './reading.type.ts';
import { recordReading } from './record-reading.ts';

const BASIS = 'reveals presence at home';
const MeterReadingConnection = connectionOf('MeterReading', () => MeterReadingType);

@Resolver(() => UsagePointType)
export class MeterReadingsResolver {
  @Sensitivity('S4', BASIS)
  @FieldResolver(() => [MeterReadingType], {
    nullable: true,
    description: `What was used in each interval that ends in [from, to), in order of time; at most ${MOST_DAYS} days at once.`,
  })
  async readings(
    @Root() { mrid, row }: Meter,
    @Arg('from', () => DateTimeScalar) from: Date,
    @Arg('to', () => DateTimeScalar) to: Date,
    @Ctx() context: SubgraphContext,
  ): Promise<Reading[]> {
    assertSpan(from, to);
    if (!row) return [];
    const registers = await registersBetween(mrid, from, to, context);
    return intervals(registers).map((used) => ({ ...used, unit: UNIT[row.commodity], kind: 'INTERVAL' }));
  }

  @Sensitivity('S4', BASIS)
  @FieldResolver(() => MeterReadingConnection, {
    nullable: true,
    description: 'What the register showed, the latest first.',
  })
  async readingsConnection(
    @Root() { mrid, row }: Meter,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<Reading>> {
    const { edges, pageInfo } = await registersOf(context, { first, after }).load(mrid);
    const unit = row ? UNIT[row.commodity] : '';
    const shown = edges.map(({ node: { at, value, quality }, cursor }) => ({
      node: { at, value, quality, unit, kind: 'REGISTER' as const },
      cursor,
    }));
    return { edges: shown, nodes: shown.map(({ node }) => node), pageInfo };
  }

  @Sensitivity('S3')
  @Mutation(() => UsagePointType, {
    nullable: true,
    description:
      "The utility's representative reports what a register showed. Registers only go up, unless the meter was exchanged.",
  })
  async recordReading(
    @Arg('mrid', () => ID) mrid: string,
    @Arg('at', () => DateTimeScalar) at: Date,
    @Arg('value', () => Float, { description: "In the commodity's unit: kWh, m3 or GJ." }) value: number,
    @Arg('quality', () => String, { defaultValue: 'VALID', description: 'VALID, ESTIMATED or SUSPECT.' })
    quality: string,
    @Arg('meterExchanged', () => Boolean, { defaultValue: false }) meterExchanged: boolean,
    @Arg('idempotencyKey', () => ID, { nullable: true }) key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Meter> {
    const { em, viewer, clock } = context;
    const report = { mrid, at, value, quality, meterExchanged };
    return meterOf(await recordReading(em, viewer, report, key ?? null, clock.now()), context);
  }
}
