import { CityGraphError } from '@citygraph/contract';
import {
  alignRows,
  type Connection,
  connectionOf,
  defineLoader,
  findRows,
  PageArgs,
  Purposes,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { Arg, Args, Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from 'type-graphql';
import { turnoverBand } from '../invoice/invoice.rules.ts';
import { Turnover } from '../invoice/turnover.entity.ts';
import { ORDER_STATUSES, type TradeOrder } from '../order/order.entity.ts';
import { salesOf } from '../order/order.loader.ts';
import { OrderType } from '../order/order.resolver.ts';
import { LegalEntityType } from '../product/product.resolver.ts';
import { tradeIntegrityScore } from './integrity.rules.ts';

@Sensitivity('S3')
@ObjectType('TurnoverBand', { description: 'What a firm invoiced in a year, as a band.' })
export class TurnoverBandType {
  @Field(() => Int, { nullable: true, description: 'Calendar year.' })
  year?: number;

  @Field(() => String, { nullable: true, description: 'Band in CNY.' })
  band?: string;
}

const SaleConnection = connectionOf('Sale', () => OrderType);

/** Rows of a table by seller. The table and its condition are this file's own words, never a client's. */
async function countBySeller(em: EntityManager, usccs: readonly string[], from: string): Promise<Map<string, number>> {
  const rows = (await em.execute(
    `select seller_uscc as uscc, count(*) as n from ${from} seller_uscc in (${usccs.map(() => '?').join(', ')}) group by seller_uscc`,
    [...usccs],
  )) as { uscc: string; n: number }[];
  return new Map(rows.map(({ uscc, n }) => [uscc, Number(n)]));
}

const scoreOf = defineLoader<string, number, SubgraphContext>(async (usccs, { em }) => {
  const orders = await countBySeller(em, usccs, 'trade_order where');
  const upheld = await countBySeller(em, usccs, "dispute where status = 'UPHELD' and");
  const late = await countBySeller(em, usccs, 'shipment where late = 1 and');
  const returned = await countBySeller(em, usccs, "trade_declaration where status = 'RETURNED' and");
  return usccs.map((uscc) =>
    tradeIntegrityScore({
      orders: orders.get(uscc) ?? 0,
      upheldDisputes: upheld.get(uscc) ?? 0,
      lateShipments: late.get(uscc) ?? 0,
      returnedDeclarations: returned.get(uscc) ?? 0,
    }),
  );
});

const turnoverOf = defineLoader<string, Turnover, SubgraphContext>(async (keys, { em }) => {
  const pairs = keys.map((key) => key.split(' ') as [string, string]);
  const rows = await findRows(em, Turnover, {
    uscc: { $in: [...new Set(pairs.map(([uscc]) => uscc))] },
    year: { $in: [...new Set(pairs.map(([, year]) => Number(year)))] },
  });
  return alignRows(keys, rows, ({ uscc, year }) => `${uscc} ${year}`);
});

@Resolver(() => LegalEntityType)
export class TradeRecordResolver {
  @Sensitivity('S1')
  @FieldResolver(() => Int, {
    nullable: true,
    description: 'How reliably the firm trades, 0 to 100; null below five orders.',
  })
  tradeIntegrityScore(@Root() { uscc }: { uscc: string }, @Ctx() context: SubgraphContext): Promise<number | null> {
    return scoreOf(context).load(uscc);
  }

  @Sensitivity('S3')
  @Purposes('credit-assessment', 'tax')
  @FieldResolver(() => TurnoverBandType, {
    nullable: true,
    description: 'What the firm invoiced in a year, as a band; null: nothing. Exact figures never leave.',
  })
  async invoiceTurnover(
    @Root() { uscc }: { uscc: string },
    @Arg('year', () => Int) year: number,
    @Ctx() context: SubgraphContext,
  ): Promise<TurnoverBandType | null> {
    if (year < 2000 || year > context.clock.now().getFullYear()) {
      throw new CityGraphError('BAD_USER_INPUT', `year: give a year from 2000 to this one, not ${year}.`, {
        extensions: { argument: 'year' },
      });
    }
    const turnover = await turnoverOf(context).load(`${uscc} ${year}`);
    return turnover && { year, band: turnoverBand(turnover.amountCents) };
  }

  @Sensitivity('S3')
  @FieldResolver(() => SaleConnection, {
    nullable: true,
    description: "The firm's sales, the latest first; for its representatives.",
  })
  salesConnection(
    @Root() { uscc }: { uscc: string },
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('status', () => String, { nullable: true, description: `${ORDER_STATUSES.join(', ')}.` }) status:
      | string
      | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<TradeOrder>> {
    const known = ORDER_STATUSES.find((candidate) => candidate === status);
    if (status != null && !known) {
      throw new CityGraphError('BAD_USER_INPUT', `status: give one of ${ORDER_STATUSES.join(', ')}.`, {
        extensions: { argument: 'status' },
      });
    }
    return salesOf(context, { ...(known && { where: { status: known } }), first, after }).load(uscc);
  }
}
