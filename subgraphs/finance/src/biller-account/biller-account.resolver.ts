import { CentsScalar } from '@citygraph/contract';
import { alignRows, defineLoader, Key, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Field, FieldResolver, ID, ObjectType, Resolver, Root } from 'type-graphql';
import type { AccountSubject } from './biller-account.access.ts';
import { BillerAccount } from './biller-account.entity.ts';

@Key('mrid')
@ObjectType('UsagePoint')
export class UsagePointType {
  @Field(() => ID)
  mrid!: string;
}

interface Account extends AccountSubject {
  readonly mrid: string;
  readonly paidCents: number | null;
}

const accountOf = defineLoader<string, BillerAccount, SubgraphContext>(async (mrids, { em }) =>
  alignRows(mrids, await em.find(BillerAccount, { mrid: { $in: [...mrids] } }), ({ mrid }) => mrid),
);

@Resolver(() => UsagePointType)
export class UsagePointResolver {
  @Sensitivity('S3')
  @FieldResolver(() => CentsScalar, {
    nullable: true,
    description: 'Everything paid for this meter so far, less refunds, in CNY cents.',
  })
  paidCents(@Root() { paidCents }: Account): number | null {
    return paidCents;
  }
}

export async function usagePointReference(
  { mrid }: Record<string, unknown>,
  context: SubgraphContext,
): Promise<Account> {
  const account = await accountOf(context).load(String(mrid));
  const nobodys = { placeId: null, operatorUscc: null, holderUscc: null, paidCents: null };
  return { ...(account ?? nobodys), holderUscc: account?.holderUscc ?? null, mrid: String(mrid) };
}
