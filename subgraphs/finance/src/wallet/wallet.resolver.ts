import { CentsScalar, CityGraphError, DateTimeScalar } from '@citygraph/contract';
import { type Connection, connectionOf, Key, PageArgs, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, ID, Int, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import type { Payment } from '../payment/payment.entity.ts';
import { paymentsOfCard } from '../payment/payment.loader.ts';
import { PaymentConnection, PaymentType } from '../payment/payment.resolver.ts';
import type { LedgerEntry } from './ledger-entry.entity.ts';
import { topUpCard } from './top-up-card.ts';
import { entriesOfCard, walletOfCard } from './wallet.loader.ts';

const BASIS = 'financial account';
const MOST = 50;

@Key('id')
@ObjectType('CitizenCard')
export class CitizenCardType {
  @Field(() => ID)
  id!: string;
}

@Sensitivity('S4', BASIS)
@ObjectType('LedgerEntry', { description: 'One movement of money on a card; written once, never changed.' })
export class LedgerEntryType {
  @Field(() => String, { nullable: true, description: 'OPENING, TOP_UP, PAYMENT or REFUND.' })
  kind?: string;

  @Field(() => CentsScalar, { nullable: true, description: 'CNY cents; negative: out.' })
  amountCents?: number;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was entered.' })
  at?: Date;
}

const LedgerEntryConnection = connectionOf('LedgerEntry', () => LedgerEntryType);

/** A card as the rules see it. */
interface Card {
  readonly id: string;
  readonly residentId: string | null;
  readonly balanceCents: number | null;
}

@Resolver(() => CitizenCardType)
export class CitizenCardResolver {
  @Sensitivity('S4', BASIS)
  @FieldResolver(() => CentsScalar, { nullable: true, description: 'What the card holds, in CNY cents.' })
  balanceCents(@Root() { balanceCents }: Card): number | null {
    return balanceCents;
  }

  @Sensitivity('S4', BASIS)
  @FieldResolver(() => [PaymentType], { nullable: true, description: `The latest payments, at most ${MOST}.` })
  async payments(
    @Root() { id }: Card,
    @Arg('last', () => Int, { nullable: true, defaultValue: 5 }) last: number | null,
    @Ctx() context: SubgraphContext,
  ): Promise<readonly Payment[]> {
    const wanted = last ?? 5;
    if (wanted < 1 || wanted > MOST) {
      throw new CityGraphError('BAD_USER_INPUT', `last: give a number from 1 to ${MOST}.`, {
        extensions: { argument: 'last' },
      });
    }
    return (await paymentsOfCard(context, { first: wanted }).load(id)).nodes;
  }

  @Sensitivity('S4', BASIS)
  @FieldResolver(() => PaymentConnection, { nullable: true, description: 'Payments, the latest first.' })
  paymentsConnection(
    @Root() { id }: Card,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('from', () => DateTimeScalar, { nullable: true }) from: Date | null,
    @Arg('to', () => DateTimeScalar, { nullable: true, description: 'Exclusive.' }) to: Date | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<Payment>> {
    const paidAt = { ...(from == null ? {} : { $gte: from }), ...(to == null ? {} : { $lt: to }) };
    const where = Object.keys(paidAt).length > 0 ? { where: { paidAt } } : {};
    return paymentsOfCard(context, { ...where, first, after }).load(id);
  }

  @Sensitivity('S4', BASIS)
  @FieldResolver(() => LedgerEntryConnection, {
    nullable: true,
    description: 'Every movement of money, the latest first; the balance is their sum.',
  })
  ledgerConnection(
    @Root() { id }: Card,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<LedgerEntry>> {
    return entriesOfCard(context, { first, after }).load(id);
  }

  @Sensitivity('S4', BASIS)
  @Mutation(() => CitizenCardType, {
    nullable: true,
    description: "A bank's staff book money that has arrived for a card, once for each of the bank's references.",
  })
  async topUpCard(
    @Arg('cardId', () => ID) cardId: string,
    @Arg('amountCents', () => CentsScalar) amountCents: number,
    @Arg('bankReference', () => String) bankReference: string,
    @Arg('idempotencyKey', () => ID, { nullable: true }) key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Card> {
    const { em, viewer, clock } = context;
    return cardOf(
      await topUpCard(em, viewer, { cardId, amountCents, bankReference }, key ?? null, clock.now()),
      context,
    );
  }
}

async function cardOf(id: string, context: SubgraphContext): Promise<Card> {
  const wallet = await walletOfCard(context).load(id);
  return { id, residentId: wallet?.residentId ?? null, balanceCents: wallet?.balanceCents ?? null };
}

export const citizenCardReference = ({ id }: Record<string, unknown>, context: SubgraphContext): Promise<Card> =>
  cardOf(String(id), context);
