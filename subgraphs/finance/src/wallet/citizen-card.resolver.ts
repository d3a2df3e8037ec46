import { CentsScalar } from '@citygraph/contract';
import { Key, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Field, ID, ObjectType } from 'type-graphql';
import type { WalletSubject } from './wallet.access.ts';
import { walletOfCard } from './wallet.loader.ts';

export const FINANCIAL_ACCOUNT = 'financial account';

/** A card as finance knows it. */
export interface CardOfWallet extends WalletSubject {
  readonly id: string;
  readonly balanceCents: number | null;
}

@Key('id')
@ObjectType('CitizenCard')
export class CitizenCardType {
  @Field(() => ID)
  id!: string;

  @Sensitivity('S4', FINANCIAL_ACCOUNT)
  @Field(() => CentsScalar, {
    nullable: true,
    description: 'Money on the card, in cents of yuan (CNY); never below 0.',
  })
  balanceCents?: number | null;
}

export async function citizenCardReference(
  ref: Record<string, unknown>,
  context: SubgraphContext,
): Promise<CardOfWallet> {
  const id = String(ref.id);
  const wallet = await walletOfCard(context).load(id);
  return { id, residentId: wallet?.residentId ?? null, balanceCents: wallet?.balanceCents ?? null };
}
