import { alignRows, defineLoader, Purposes, Requires, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { LegalEntityType } from './legal-entity.ts';
import { type LendingProfile, lendingProfile } from './lending-profile.rules.ts';
import { RepaymentRecord } from './repayment-record.entity.ts';

@Sensitivity('S3')
@ObjectType('LendingProfile', { description: 'What a lender may know of a firm in one band, with the reasons.' })
export class LendingProfileType {
  @Field(() => String, { nullable: true, description: 'A (best) to E.' })
  scoreBand?: string;

  @Field(() => [String], { nullable: true, description: 'The reasons, each with the points it moved.' })
  explanation?: string[];

  @Field(() => String, {
    nullable: true,
    description: 'The model that was used; it changes with every figure of the model.',
  })
  modelVersion?: string;
}

const repaymentOf = defineLoader<string, RepaymentRecord, SubgraphContext>(async (usccs, { em }) =>
  alignRows(usccs, await em.find(RepaymentRecord, { uscc: { $in: [...usccs] } }), ({ uscc }) => uscc),
);

@Resolver(() => LegalEntityType)
export class LendingProfileResolver {
  @Sensitivity('S3')
  @Purposes('credit-assessment')
  @Requires('creditRating')
  @FieldResolver(() => LendingProfileType, {
    nullable: true,
    description: "The firm's lending profile, from government's credit rating and its own record of repayment.",
  })
  async lendingProfile(
    @Root() { uscc, creditRating }: LegalEntityType,
    @Ctx() context: SubgraphContext,
  ): Promise<LendingProfile> {
    return lendingProfile({ creditRating: creditRating ?? null, repayment: await repaymentOf(context).load(uscc) });
  }
}
