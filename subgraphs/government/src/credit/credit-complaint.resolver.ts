import { DateTimeScalar, USCCScalar } from '@citygraph/contract';
import { type Connection, connectionOf, Key, PageArgs, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { LegalEntity } from '../legal-entity/legal-entity.entity.ts';
import { legalEntityByUscc } from '../legal-entity/legal-entity.loader.ts';
import { LegalEntityType } from '../legal-entity/legal-entity.resolver.ts';
import { type ComplaintSubject, unknownComplaint } from './credit.access.ts';
import { creditComplaintById, creditRecordById } from './credit.loader.ts';
import type { CreditComplaint } from './credit-complaint.entity.ts';
import { decideCreditComplaint } from './decide-credit-complaint.ts';
import { fileCreditComplaint } from './file-credit-complaint.ts';
import { findCreditComplaints } from './find-credit-complaints.ts';
import type { PublicCreditRecord } from './public-credit-record.entity.ts';
import { PublicCreditRecordType } from './public-credit-record.resolver.ts';

@Key('id')
@Sensitivity('S3')
@ObjectType('CreditComplaint', {
  description: 'An objection to a credit record, or to what a legal entity does; known to who filed it.',
})
export class CreditComplaintType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'What the complainant says.' })
  grounds?: string;

  @Field(() => String, { nullable: true, description: 'OPEN, UPHELD or DISMISSED.' })
  status?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was filed.' })
  filedAt?: Date;

  @Field(() => String, { nullable: true, description: 'Why it was upheld or dismissed; null: it is open.' })
  reason?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was decided; null: it is open.' })
  decidedAt?: Date;
}

const CreditComplaintConnection = connectionOf('CreditComplaint', () => CreditComplaintType);

@Resolver(() => CreditComplaintType)
export class CreditComplaintResolver {
  @Sensitivity('S3')
  @Mutation(() => CreditComplaintType, {
    nullable: true,
    description: 'Object to a credit record, or to what a legal entity does. Anybody signed in may.',
  })
  async fileCreditComplaint(
    @Arg('recordId', () => ID, { nullable: true, description: 'A record of the entity; null: the entity as a whole.' })
    recordId: string | null,
    @Arg('uscc', () => USCCScalar, { description: 'The legal entity.' }) uscc: string,
    @Arg('grounds', () => String, { description: 'Your grounds, 10 to 4,000 characters.' }) grounds: string,
    @Arg('idempotencyKey', () => ID, { nullable: true, description: 'A repeat under the same key does nothing new.' })
    key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<CreditComplaint | null> {
    const { em, viewer, clock } = context;
    const complaint = { recordId: recordId ?? null, uscc, grounds };
    return creditComplaintById(context).load(await fileCreditComplaint(em, viewer, complaint, key, clock.now()));
  }

  @Sensitivity('S3')
  @Mutation(() => CreditComplaintType, {
    nullable: true,
    description:
      'Uphold or dismiss a complaint, once: for officers of the agency behind the record (without one: of the keeper of the register) with a case that names the complaint or the entity. A penalty or listing objected to with right is redressed at once.',
  })
  async decideCreditComplaint(
    @Arg('complaintId', () => ID, { description: 'An open complaint.' }) complaintId: string,
    @Arg('uphold', () => Boolean, { description: 'True: the complainant is right.' }) uphold: boolean,
    @Arg('reason', () => String, { description: 'Why, 4 to 2,000 characters; the complainant reads it.' })
    reason: string,
    @Arg('idempotencyKey', () => ID, { nullable: true, description: 'A repeat under the same key does nothing new.' })
    key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<CreditComplaint | null> {
    const { em, viewer, clock } = context;
    const decision = { complaintId, uphold, reason };
    return creditComplaintById(context).load(await decideCreditComplaint(em, viewer, decision, key, clock.now()));
  }

  @Sensitivity('S3')
  @Query(() => CreditComplaintConnection, {
    nullable: true,
    description: 'Complaints you filed and, for an officer at work, those your case is about; newest first.',
  })
  async creditComplaints(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('status', () => String, { nullable: true, description: 'OPEN, UPHELD or DISMISSED.' }) status: string | null,
    @Ctx() { em, viewer, clock }: SubgraphContext,
  ): Promise<Connection<CreditComplaint>> {
    return findCreditComplaints(em, viewer, { first, after, status: status ?? null }, clock.now());
  }

  @Sensitivity('S3')
  @FieldResolver(() => LegalEntityType, { nullable: true, description: 'The entity the complaint is about.' })
  async subject(
    @Root() { subjectUscc }: CreditComplaint,
    @Ctx() context: SubgraphContext,
  ): Promise<LegalEntity | null> {
    return legalEntityByUscc(context).load(subjectUscc);
  }

  @Sensitivity('S3')
  @FieldResolver(() => PublicCreditRecordType, { nullable: true, description: 'The record objected to, if one.' })
  async record(
    @Root() { recordId }: CreditComplaint,
    @Ctx() context: SubgraphContext,
  ): Promise<PublicCreditRecord | null> {
    return recordId ? creditRecordById(context).load(recordId) : null;
  }
}

export async function creditComplaintReference(
  ref: Record<string, unknown>,
  context: SubgraphContext,
): Promise<ComplaintSubject> {
  const id = String(ref.id);
  return (await creditComplaintById(context).load(id)) ?? unknownComplaint(id);
}
