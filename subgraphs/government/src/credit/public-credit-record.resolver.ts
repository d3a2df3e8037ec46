import { DateScalar, USCCScalar } from '@citygraph/contract';
import {
  type Connection,
  cityDay,
  connectionOf,
  Key,
  LARGEST_PAGE,
  PageArgs,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import type { Agency } from '../agency/agency.entity.ts';
import { agencyByUscc } from '../agency/agency.loader.ts';
import { AgencyType } from '../agency/agency.resolver.ts';
import type { LegalEntity } from '../legal-entity/legal-entity.entity.ts';
import { legalEntityByUscc } from '../legal-entity/legal-entity.loader.ts';
import { LegalEntityType } from '../legal-entity/legal-entity.resolver.ts';
import { creditRecordById, creditRecordPages, weighingRecordsOf } from './credit.loader.ts';
import { CreditCategory } from './credit-category.ts';
import { CREDIT_RATING_MODEL, type CreditRating, creditRating } from './credit-rating.rules.ts';
import { declareCredit } from './declare-credit.ts';
import type { PublicCreditRecord } from './public-credit-record.entity.ts';
import { redressCredit } from './redress-credit.ts';

@Key('id')
@ObjectType('PublicCreditRecord', {
  description: 'Public credit information about a legal entity (GB/T 39440 family).',
})
export class PublicCreditRecordType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Sensitivity('S1')
  @Field(() => CreditCategory, { description: 'What the record is about.' })
  category!: CreditCategory;

  @Sensitivity('S2')
  @Field(() => String, { nullable: true, description: 'The wording of the record.' })
  statement?: string;

  @Sensitivity('S1')
  @Field(() => DateScalar, { nullable: true, description: 'First day the record counts.' })
  effectiveFrom?: string;

  @Sensitivity('S1')
  @Field(() => DateScalar, {
    nullable: true,
    description: 'Day the breach was found mended; from then on the record no longer counts. Null: not redressed.',
  })
  redressedAt?: string;
}

const PublicCreditRecordConnection = connectionOf('PublicCreditRecord', () => PublicCreditRecordType);

@Resolver(() => PublicCreditRecordType)
export class PublicCreditRecordResolver {
  @Sensitivity('S2')
  @Mutation(() => PublicCreditRecordType, {
    nullable: true,
    description:
      'Enter a credit record: BASIC and COMMITMENT by the legal representative, the rest by an officer of the competent agency.',
  })
  async declareCredit(
    @Arg('uscc', () => USCCScalar, { description: 'The legal entity the record is about.' }) uscc: string,
    @Arg('category', () => CreditCategory, { description: 'What the record is about.' }) category: CreditCategory,
    @Arg('statement', () => String, { description: 'Its wording, 4 to 2,000 characters.' }) statement: string,
    @Arg('recordId', () => ID, { nullable: true, description: 'With REDRESS, and only then: the record redressed.' })
    recordId: string | null,
    @Arg('idempotencyKey', () => ID, { nullable: true, description: 'A repeat under the same key does nothing new.' })
    key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<PublicCreditRecord | null> {
    const { em, viewer, clock } = context;
    const declaration = { uscc, category, statement, recordId: recordId ?? null };
    return creditRecordById(context).load(await declareCredit(em, viewer, declaration, key, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => PublicCreditRecordType, {
    nullable: true,
    description:
      'Find a penalty or a listing mended, once: for officers of the agency that entered it, with a case that names the entity. Answers the record; from today it no longer counts.',
  })
  async redressCredit(
    @Arg('recordId', () => ID, { description: 'A penalty or a listing that is not redressed.' }) recordId: string,
    @Arg('statement', () => String, { description: 'What was mended, 4 to 2,000 characters.' }) statement: string,
    @Arg('idempotencyKey', () => ID, { nullable: true, description: 'A repeat under the same key does nothing new.' })
    key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<PublicCreditRecord | null> {
    const { em, viewer, clock } = context;
    return creditRecordById(context).load(await redressCredit(em, viewer, { recordId, statement }, key, clock.now()));
  }

  @Sensitivity('S1')
  @FieldResolver(() => LegalEntityType, { nullable: true, description: 'The entity the record is about.' })
  async subject(
    @Root() { subjectUscc }: PublicCreditRecord,
    @Ctx() context: SubgraphContext,
  ): Promise<LegalEntity | null> {
    return legalEntityByUscc(context).load(subjectUscc);
  }

  @Sensitivity('S1')
  @FieldResolver(() => AgencyType, {
    nullable: true,
    description: 'The agency that entered the record; for what the entity declares, the keeper of the register.',
  })
  async source(@Root() { sourceUscc }: PublicCreditRecord, @Ctx() context: SubgraphContext): Promise<Agency | null> {
    return agencyByUscc(context).load(sourceUscc);
  }
}

@Resolver(() => LegalEntityType)
export class LegalEntityCreditResolver {
  @Sensitivity('S1')
  @FieldResolver(() => [PublicCreditRecordType], {
    nullable: true,
    description: `Public credit records of the entity, newest first, redressed ones included; at most ${LARGEST_PAGE}, the rest by creditRecordsConnection.`,
  })
  async creditRecords(
    @Root() { uscc }: LegalEntity,
    @Arg('category', () => CreditCategory, { nullable: true, description: 'Only records of this category.' })
    category: CreditCategory | null,
    @Ctx() context: SubgraphContext,
  ): Promise<PublicCreditRecord[]> {
    const where = category ? { where: { category } } : {};
    return [...(await creditRecordPages(context, { first: LARGEST_PAGE, ...where }).load(uscc)).nodes];
  }

  @Sensitivity('S1')
  @FieldResolver(() => PublicCreditRecordConnection, {
    nullable: true,
    description: 'Public credit records of the entity, newest first.',
  })
  creditRecordsConnection(
    @Root() { uscc }: LegalEntity,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('category', () => CreditCategory, { nullable: true, description: 'Only records of this category.' })
    category: CreditCategory | null,
    @Arg('redressed', () => Boolean, { nullable: true, description: 'Only redressed ones, or only those that count.' })
    redressed: boolean | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<PublicCreditRecord>> {
    const where = {
      ...(category == null ? {} : { category }),
      ...(redressed == null ? {} : { redressedAt: redressed ? { $ne: null } : null }),
    };
    return creditRecordPages(context, { where, first, after: after ?? null }).load(uscc);
  }

  @Sensitivity('S1')
  @FieldResolver(() => String, {
    nullable: true,
    description: `Rating A (nothing against it) to D (listed as dishonest), derived from the records by the rule ${CREDIT_RATING_MODEL}; what is redressed does not count.`,
  })
  async creditRating(@Root() { uscc }: LegalEntity, @Ctx() context: SubgraphContext): Promise<CreditRating> {
    return creditRating((await weighingRecordsOf(context).load(uscc)) ?? [], cityDay(context.clock.now()));
  }

  @Sensitivity('S1')
  @FieldResolver(() => String, { nullable: true, description: 'Version of the rule that creditRating follows.' })
  creditRatingModel(): string {
    return CREDIT_RATING_MODEL;
  }
}

export async function publicCreditRecordReference(
  ref: Record<string, unknown>,
  context: SubgraphContext,
): Promise<PublicCreditRecord | null> {
  return creditRecordById(context).load(String(ref.id));
}
