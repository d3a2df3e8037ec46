import { CentsScalar, DateScalar, DateTimeScalar } from '@citygraph/contract';
import {
  alignRows,
  type Connection,
  connectionOf,
  defineLoader,
  findRows,
  PageArgs,
  pageOf,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import { Arg, Args, Ctx, Field, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { CROP_CODES, parseCrop } from '../crop/crop.rules.ts';
import { correctMarketPrice } from './correct-market-price.ts';
import { MarketPrice } from './market-price.entity.ts';
import { assertDayCount, assertInOrder, MOST_DAYS, parseMarket } from './market-price.rules.ts';
import { publishMarketPrice } from './publish-market-price.ts';

const COMMODITIES = CROP_CODES.join(', ');

@Sensitivity('S1')
@ObjectType('MarketPrice', { description: 'What a kilogram cost at a wholesale market on a day, in cents of a yuan.' })
export class MarketPriceType {
  @Field(() => String, { description: `Code of the crop: ${COMMODITIES}.` })
  commodity!: string;

  @Field(() => String, { description: 'Name of the wholesale market.' })
  market!: string;

  @Field(() => CentsScalar, { description: 'Cents of a yuan (CNY) a kilogram.' })
  centsPerKg!: number;

  @Field(() => DateScalar, { description: 'The market day.' })
  at!: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the price was put right; null: never.' })
  correctedAt!: Date | null;
}

const MarketPriceConnection = connectionOf('MarketPrice', () => MarketPriceType);

const priceById = defineLoader<string, MarketPrice, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, MarketPrice, { id: { $in: [...ids] } }), ({ id }) => id),
);

const WHO = 'By an officer of market supervision on a case that names the market.';

@Resolver(() => MarketPriceType)
export class MarketPriceResolver {
  @Sensitivity('S1')
  @Query(() => [MarketPriceType], {
    nullable: true,
    description: `Prices of a commodity at every market on its last market days, the latest first; marketPricesConnection has them all.`,
  })
  async marketPrices(
    @Arg('commodity', () => String, { description: `One of ${COMMODITIES}.` }) commodity: string,
    @Arg('last', () => Int, { nullable: true, defaultValue: 7, description: `Market days, 1 to ${MOST_DAYS}.` })
    last: number | null,
    @Ctx() { em }: SubgraphContext,
  ): Promise<MarketPrice[]> {
    const crop = parseCrop(commodity, 'commodity');
    const wanted = last ?? 7;
    assertDayCount(wanted);
    const days: { at: string }[] = await em.execute(
      'select distinct at from market_price where commodity = ? order by at desc limit ?',
      [crop, wanted],
    );
    const first = days.at(-1)?.at;
    if (first === undefined) return [];
    return findRows(
      em,
      MarketPrice,
      { commodity: crop, at: { $gte: first } },
      { orderBy: { at: 'desc', market: 'asc' } },
    );
  }

  @Sensitivity('S1')
  @Query(() => MarketPriceConnection, {
    nullable: true,
    description: 'Published prices, the latest first; of one market and of a span of days when given.',
  })
  marketPricesConnection(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('commodity', () => String, { description: `One of ${COMMODITIES}.` }) commodity: string,
    @Arg('market', () => String, { nullable: true, description: 'At that market alone.' }) market: string | null,
    @Arg('from', () => DateScalar, { nullable: true, description: 'From that day on.' }) from: string | null,
    @Arg('to', () => DateScalar, { nullable: true, description: 'Up to that day, included.' }) to: string | null,
    @Arg('oldestFirst', () => Boolean, { defaultValue: false, description: 'In the order of time.' })
    oldestFirst: boolean,
    @Ctx() { em }: SubgraphContext,
  ): Promise<Connection<MarketPrice>> {
    assertInOrder(from ?? null, to ?? null);
    const where = {
      commodity: parseCrop(commodity, 'commodity'),
      ...(market == null ? {} : { market: parseMarket(market) }),
      ...(from == null && to == null
        ? {}
        : { at: { ...(from == null ? {} : { $gte: from }), ...(to == null ? {} : { $lte: to }) } }),
    };
    const direction = oldestFirst ? 'asc' : 'desc';
    return pageOf(em, MarketPrice, {
      where,
      order: [
        ['at', direction],
        ['id', direction],
      ],
      first,
      after,
    });
  }

  @Sensitivity('S2')
  @Mutation(() => MarketPriceType, {
    nullable: true,
    description: `Publish the price of a commodity at a market for a day, today or up to a week ago; once. ${WHO}`,
  })
  async publishMarketPrice(
    @Arg('commodity', () => String) commodity: string,
    @Arg('market', () => String) market: string,
    @Arg('centsPerKg', () => CentsScalar) centsPerKg: number,
    @Arg('at', () => DateScalar, { nullable: true, description: 'Today when left out.' }) at: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<MarketPrice | null> {
    const { em, viewer, clock } = context;
    const input = { commodity, market, centsPerKg, at: at ?? null };
    return priceById(context).load(await publishMarketPrice(em, viewer, input, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => MarketPriceType, {
    nullable: true,
    description: `Put a published price right, with a reason. ${WHO}`,
  })
  async correctMarketPrice(
    @Arg('commodity', () => String) commodity: string,
    @Arg('market', () => String) market: string,
    @Arg('at', () => DateScalar) at: string,
    @Arg('centsPerKg', () => CentsScalar) centsPerKg: number,
    @Arg('reason', () => String) reason: string,
    @Ctx() context: SubgraphContext,
  ): Promise<MarketPrice | null> {
    const { em, viewer, clock } = context;
    const input = { commodity, market, at, centsPerKg, reason };
    return priceById(context).load(await correctMarketPrice(em, viewer, input, clock.now()));
  }
}
