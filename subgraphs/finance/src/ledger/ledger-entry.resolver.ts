import { CentsScalar, DateTimeScalar, USCCScalar } from '@citygraph/contract';
import { type Connection, connectionOf, Key, PageArgs, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, ID, Int, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import { LegalEntityType } from '../legal-entity/legal-entity.type.ts';
import { oneOf } from '../one-of.ts';
import type { Payment } from '../payment/payment.entity.ts';
import { paymentById } from '../payment/payment.loader.ts';
import { PaymentType } from '../payment/payment.type.ts';
import { period } from '../period.ts';
import { type CardOfWallet, CitizenCardType, FINANCIAL_ACCOUNT } from '../wallet/citizen-card.resolver.ts';
import { LEDGER_KINDS, type LedgerEntry } from './ledger-entry.entity.ts';
import { entriesOfCard, ledgerEntryById } from './ledger-entry.loader.ts';
import { topUpCard } from './top-up-card.ts';

@Key('id')
@ObjectType('LedgerEntry', {
  description: 'One movement of money on one citizen card (ISO 20022 camt.053 Entry). Written once, never changed.',
})
export class LedgerEntryType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Sensitivity('S4', FINANCIAL_ACCOUNT)
  @Field(() => Int, { nullable: true, description: 'Number of the entry on its card: 1, 2, 3 … without a gap.' })
  sequence?: number;

  @Sensitivity('S4', FINANCIAL_ACCOUNT)
  @Field(() => String, {
    nullable: true,
    description: 'OPENING, TOP_UP, PAYMENT, or REFUND (the counter entry of a payment).',
  })
  kind?: string;

  @Sensitivity('S4', FINANCIAL_ACCOUNT)
  @Field(() => CentsScalar, {
    nullable: true,
    description: 'Cents of yuan (CNY): positive onto the card, negative off it.',
  })
  amountCents?: number;

  @Sensitivity('S4', FINANCIAL_ACCOUNT)
  @Field(() => CentsScalar, {
    nullable: true,
    description: 'What the card held afterwards, in cents of yuan (CNY): the sum of this and all earlier entries.',
  })
  balanceAfterCents?: number;

  @Sensitivity('S4', FINANCIAL_ACCOUNT)
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was booked.' })
  bookedAt?: Date;

  @Sensitivity('S4', FINANCIAL_ACCOUNT)
  @Field(() => String, { nullable: true, description: "The bank's reference of a top-up; null for other entries." })
  bankReference?: string | null;
}

const LedgerEntryConnection = connectionOf('LedgerEntry', () => LedgerEntryType);

@Resolver(() => LedgerEntryType)
export class LedgerEntryResolver {
  @Sensitivity('S4', FINANCIAL_ACCOUNT)
  @FieldResolver(() => PaymentType, { nullable: true, description: 'The payment it belongs to; null for a top-up.' })
  async payment(@Root() { paymentId }: LedgerEntry, @Ctx() context: SubgraphContext): Promise<Payment | null> {
    return paymentId == null ? null : paymentById(context).load(paymentId);
  }

  @Sensitivity('S4', FINANCIAL_ACCOUNT)
  @FieldResolver(() => LegalEntityType, {
    nullable: true,
    description: 'The bank that booked a top-up; null for other entries.',
  })
  bank(@Root() { bankUscc }: LedgerEntry): { uscc: string } | null {
    return bankUscc == null ? null : { uscc: bankUscc };
  }

  @Sensitivity('S4', FINANCIAL_ACCOUNT)
  @Mutation(() => LedgerEntryType, {
    nullable: true,
    description:
      "A bank's legal representative books money that arrived for a card, 1 to 10,000,000 cents of yuan, under the bank's own reference, which counts once.",
  })
  async topUpCard(
    @Arg('cardId', () => ID) cardId: string,
    @Arg('bank', () => USCCScalar) bank: string,
    @Arg('bankReference', () => String) bankReference: string,
    @Arg('amountCents', () => CentsScalar) amountCents: number,
    @Arg('idempotencyKey', () => ID, { nullable: true }) key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<LedgerEntry | null> {
    const { em, viewer, clock } = context;
    const input = { cardId, bank, bankReference, amountCents };
    return ledgerEntryById(context).load(await topUpCard(em, viewer, input, key ?? null, clock.now()));
  }
}

@Resolver(() => CitizenCardType)
export class CardLedgerResolver {
  @Sensitivity('S4', FINANCIAL_ACCOUNT)
  @FieldResolver(() => LedgerEntryConnection, {
    nullable: true,
    description: 'Every movement of money on the card, the latest first; of one kind or period when given.',
  })
  ledgerConnection(
    @Root() { id }: CardOfWallet,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('kind', () => String, { nullable: true, description: `${LEDGER_KINDS.join(', ')}.` }) kind: string | null,
    @Arg('from', () => DateTimeScalar, { nullable: true }) from: Date | null,
    @Arg('to', () => DateTimeScalar, { nullable: true, description: 'Exclusive.' }) to: Date | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<LedgerEntry>> {
    const where = {
      ...(kind == null ? {} : { kind: oneOf(LEDGER_KINDS, kind, 'kind') }),
      ...period('bookedAt', from, to),
    };
    return entriesOfCard(context, { where, first, after }).load(id);
  }
}

export async function ledgerEntryReference(
  ref: Record<string, unknown>,
  context: SubgraphContext,
): Promise<LedgerEntry | { id: string; residentId: null }> {
  const id = String(ref.id);
  return (await ledgerEntryById(context).load(id)) ?? { id, residentId: null };
}
