import { CentsScalar, DateTimeScalar, GTINScalar, USCCScalar } from '@citygraph/contract';
import {
  alignRows,
  type Connection,
  connectionOf,
  defineLoader,
  findRows,
  granted,
  groupRows,
  Key,
  PageArgs,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { TradeDeclaration } from '../declaration/trade-declaration.entity.ts';
import { TradeDeclarationType } from '../declaration/trade-declaration.type.ts';
import { Dispute } from '../dispute/dispute.entity.ts';
import { DisputeType } from '../dispute/dispute.type.ts';
import { Invoice } from '../invoice/invoice.entity.ts';
import { EInvoiceType } from '../invoice/invoice.type.ts';
import type { Product } from '../product/product.entity.ts';
import { LegalEntityType, ProductType, productByGtin } from '../product/product.resolver.ts';
import { Shipment } from '../shipment/shipment.entity.ts';
import { ShipmentType } from '../shipment/shipment.resolver.ts';
import { cancelOrder, confirmDelivery, shipOrder } from './move-order.ts';
import { orderAccess } from './order.access.ts';
import { ORDER_STATUSES, type TradeOrder } from './order.entity.ts';
import { orderById, ordersOfBuyer } from './order.loader.ts';
import { placeOrder } from './place-order.ts';

const MOST = 20;

@Key('id')
@ObjectType('Resident')
export class ResidentType {
  @Field(() => ID)
  id!: string;
}

@Sensitivity('S3')
@Key('id')
@ObjectType('Order', { description: 'A purchase, from placing to delivery (UBL Order).' })
export class OrderType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'Units.' })
  quantity?: number;

  @Field(() => CentsScalar, {
    nullable: true,
    description: 'Quantity times the price when the order was placed, in CNY cents.',
  })
  amountCents?: number;

  @Field(() => String, { nullable: true, description: `${ORDER_STATUSES.join(', ')}.` })
  status?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was placed.' })
  placedAt?: Date;
}

export const OrderConnection = connectionOf('Order', () => OrderType);

const shipmentOf = defineLoader<string, Shipment, SubgraphContext>(async (orders, { em }) =>
  alignRows(orders, await findRows(em, Shipment, { orderId: { $in: [...orders] } }), ({ orderId }) => orderId),
);
const invoiceOf = defineLoader<string, Invoice, SubgraphContext>(async (orders, { em }) =>
  alignRows(orders, await findRows(em, Invoice, { orderId: { $in: [...orders] } }), ({ orderId }) => orderId),
);
const declarationsOf = defineLoader<string, TradeDeclaration[], SubgraphContext>(async (orders, { em }) =>
  groupRows(
    orders,
    await findRows(
      em,
      TradeDeclaration,
      { orderId: { $in: [...orders] } },
      { orderBy: { declaredAt: 'desc', declarationNo: 'desc' } },
    ),
    ({ orderId }) => orderId,
  ),
);
const disputesOf = defineLoader<string, Dispute[], SubgraphContext>(async (orders, { em }) =>
  groupRows(
    orders,
    await findRows(em, Dispute, { orderId: { $in: [...orders] } }, { orderBy: { reportedAt: 'desc', id: 'asc' } }),
    ({ orderId }) => orderId,
  ),
);

@Resolver(() => OrderType)
export class OrderResolver {
  @Sensitivity('S3')
  @Query(() => OrderType, {
    nullable: true,
    description: 'An order, for buyer, seller, and Market Supervision on a case.',
  })
  async order(@Arg('id', () => ID) id: string, @Ctx() context: SubgraphContext): Promise<TradeOrder> {
    const options = { argument: 'id', what: 'order', now: context.clock.now() };
    return granted(context.viewer, orderAccess.default, await orderById(context).load(id), options) as TradeOrder;
  }

  @Sensitivity('S3')
  @FieldResolver(() => ResidentType, { nullable: true, description: 'Who bought.' })
  buyer(@Root() { buyerId }: TradeOrder): { id: string } {
    return { id: buyerId };
  }

  @Sensitivity('S3')
  @FieldResolver(() => LegalEntityType, { nullable: true, description: 'Who sold.' })
  seller(@Root() { sellerUscc }: TradeOrder): { uscc: string } {
    return { uscc: sellerUscc };
  }

  @Sensitivity('S3')
  @FieldResolver(() => ProductType, { nullable: true, description: 'What was bought.' })
  product(@Root() { gtin }: TradeOrder, @Ctx() context: SubgraphContext): Promise<Product | null> {
    return productByGtin(context).load(gtin);
  }

  @Sensitivity('S3')
  @FieldResolver(() => ShipmentType, { nullable: true, description: 'Its way to the buyer; null: not shipped.' })
  shipment(@Root() { id }: TradeOrder, @Ctx() context: SubgraphContext): Promise<Shipment | null> {
    return shipmentOf(context).load(id);
  }

  @Sensitivity('S3')
  @FieldResolver(() => EInvoiceType, { nullable: true, description: 'Its e-invoice; null: not invoiced.' })
  invoice(@Root() { id }: TradeOrder, @Ctx() context: SubgraphContext): Promise<Invoice | null> {
    return invoiceOf(context).load(id);
  }

  @Sensitivity('S3')
  @FieldResolver(() => TradeDeclarationType, {
    nullable: true,
    description: 'The latest export declaration; null: none.',
  })
  async declaration(@Root() { id }: TradeOrder, @Ctx() context: SubgraphContext): Promise<TradeDeclaration | null> {
    return (await declarationsOf(context).load(id))?.[0] ?? null;
  }

  @Sensitivity('S3')
  @FieldResolver(() => [DisputeType], { nullable: true, description: `Disputes, the latest first, at most ${MOST}.` })
  async disputes(@Root() { id }: TradeOrder, @Ctx() context: SubgraphContext): Promise<Dispute[]> {
    return ((await disputesOf(context).load(id)) ?? []).slice(0, MOST);
  }

  @Sensitivity('S3')
  @Mutation(() => OrderType, {
    nullable: true,
    description:
      'Buy at the price of this moment. CONFLICT when too few are left or the seller is not licensed; a repeat answers the first order.',
  })
  async placeOrder(
    @Arg('gtin', () => GTINScalar) gtin: string,
    @Arg('quantity', () => Int) quantity: number,
    @Arg('seller', () => USCCScalar) seller: string,
    @Arg('idempotencyKey', () => ID, { nullable: true }) key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<TradeOrder | null> {
    const { em, viewer, clock } = context;
    return orderById(context).load(await placeOrder(em, viewer, { gtin, quantity, seller }, key ?? null, clock.now()));
  }

  @Sensitivity('S3')
  @Mutation(() => OrderType, { nullable: true, description: 'The buyer takes an order back that is not shipped.' })
  async cancelOrder(
    @Arg('orderId', () => ID) orderId: string,
    @Ctx() context: SubgraphContext,
  ): Promise<TradeOrder | null> {
    const { em, viewer, clock } = context;
    return orderById(context).load(await cancelOrder(em, viewer, { orderId }, clock.now()));
  }

  @Sensitivity('S3')
  @Mutation(() => OrderType, { nullable: true, description: 'The seller hands the goods to a carrier of the city.' })
  async shipOrder(
    @Arg('orderId', () => ID) orderId: string,
    @Arg('carrier', () => USCCScalar) carrier: string,
    @Ctx() context: SubgraphContext,
  ): Promise<TradeOrder | null> {
    const { em, viewer, clock } = context;
    return orderById(context).load(await shipOrder(em, viewer, { orderId, carrier }, clock.now()));
  }

  @Sensitivity('S3')
  @Mutation(() => OrderType, { nullable: true, description: 'The buyer says that the goods have come.' })
  async confirmDelivery(
    @Arg('orderId', () => ID) orderId: string,
    @Ctx() context: SubgraphContext,
  ): Promise<TradeOrder | null> {
    const { em, viewer, clock } = context;
    return orderById(context).load(await confirmDelivery(em, viewer, { orderId }, clock.now()));
  }
}

@Resolver(() => ResidentType)
export class ResidentOrdersResolver {
  @Sensitivity('S3')
  @FieldResolver(() => [OrderType], { nullable: true, description: `The resident's latest orders, at most ${MOST}.` })
  async orders(@Root() { id }: { id: string }, @Ctx() context: SubgraphContext): Promise<readonly TradeOrder[]> {
    return (await ordersOfBuyer(context, { first: MOST }).load(id)).nodes;
  }

  @Sensitivity('S3')
  @FieldResolver(() => OrderConnection, { nullable: true, description: "The resident's orders, the latest first." })
  ordersConnection(
    @Root() { id }: { id: string },
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<TradeOrder>> {
    return ordersOfBuyer(context, { first, after }).load(id);
  }
}

export const orderReference = ({ id }: Record<string, unknown>, context: SubgraphContext): Promise<TradeOrder | null> =>
  orderById(context).load(String(id));
