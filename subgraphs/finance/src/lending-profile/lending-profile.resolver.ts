import {
  alignRows,
  defineLoader,
  findRows,
  Purposes,
  Requires,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import type { LegalEntityRef } from '../legal-entity/legal-entity.reference.ts';
import { LegalEntityType } from '../legal-entity/legal-entity.type.ts';
import { type LendingProfile, lendingProfile } from './lending-profile.rules.ts';
import { RepaymentRecord } from './repayment-record.entity.ts';

@Sensitivity('S3')
@ObjectType('LendingProfile', { description: 'What a bank may know of a firm as a borrower: a band and its reasons.' })
export class LendingProfileType {
  @Field(() => String, { nullable: true, description: 'A (best) to E.' })
  scoreBand?: string;

  @Field(() => [String], { nullable: true, description: 'Every reason with its points, in the order they are added.' })
  explanation?: string[];

  @Field(() => String, { nullable: true, description: 'Version of the rules that made the profile.' })
  modelVersion?: string;
}

const repaymentOf = defineLoader<string, RepaymentRecord, SubgraphContext>(async (borrowers, { em }) =>
  alignRows(borrowers, await findRows(em, RepaymentRecord, { uscc: { $in: [...borrowers] } }), ({ uscc }) => uscc),
);

@Resolver(() => LegalEntityType)
export class LendingProfileResolver {
  @Sensitivity('S3')
  @Purposes('credit-assessment')
  @Requires('creditRating')
  @FieldResolver(() => LendingProfileType, {
    nullable: true,
    description:
      "How the entity stands as a borrower, by government's public credit rating and its repayments; for its legal representative and for banks on a case that names it.",
  })
  async lendingProfile(
    @Root() { uscc, creditRating }: LegalEntityRef,
    @Ctx() context: SubgraphContext,
  ): Promise<LendingProfile> {
    return lendingProfile(creditRating ?? null, await repaymentOf(context).load(uscc));
  }
}
