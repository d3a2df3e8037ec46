import { DateTimeScalar } from '@citygraph/contract';
import { Key, Sensitivity } from '@citygraph/kit';
import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { CoordinateUseType } from '../operation-usage/coordinate-use-type.ts';
import { ReviewReason } from './review-reason.ts';

@Sensitivity('S1')
@ObjectType('SchemaChange', { description: 'One coordinate that differs from the release that serves.' })
export class SchemaChangeType {
  @Field(() => String, { description: 'ADDED, REMOVED or CHANGED.' })
  kind!: string;

  @Field(() => String, { description: '`Type`, `Type.field`, `Enum.VALUE` or `@directive`.' })
  coordinate!: string;

  @Field(() => String, { nullable: true, description: 'As SDL writes it; null: it was not there.' })
  before?: string | null;

  @Field(() => String, { nullable: true, description: 'As SDL writes it; null: it is gone.' })
  after?: string | null;
}

@Sensitivity('S1')
@ObjectType('EgressReason', { description: 'What data is for, in the vendor’s words.' })
export class EgressReasonType {
  @Field(() => String, { description: 'In Chinese.' })
  zh!: string;

  @Field(() => String, { description: 'In English.' })
  en!: string;
}

@Sensitivity('S1')
@ObjectType('EgressRow', {
  description:
    'Data that a release is sent: what was computed beside what its manifest declares and what the release that serves is sent.',
})
export class EgressRowType {
  @Field(() => String, { description: '`Type.field`.' })
  coordinate!: string;

  @Field(() => String, { description: 'How sensitive it is: S1 to S4, or I.' })
  level!: string;

  @Field(() => Boolean, { description: 'Its owner has to grant it.' })
  needsGrant!: boolean;

  @Field(() => Boolean, { description: 'It is granted to the plugin at this moment.' })
  granted!: boolean;

  @Field(() => [String], { description: 'By what it comes, e.g. `requires of LegalEntity.aqi_index`.' })
  ways!: readonly string[];

  @Field(() => String, { description: 'ADDED, REMOVED or SAME against the release that serves.' })
  change!: string;

  @Field(() => String, { nullable: true, description: 'What the manifest says it is for; null: it says nothing.' })
  purpose?: string | null;

  @Field(() => Int, { nullable: true, description: 'How many days the vendor keeps it.' })
  retentionDays?: number | null;

  @Field(() => EgressReasonType, { nullable: true, description: 'Why it is needed.' })
  reason?: EgressReasonType | null;
}

@Sensitivity('S1')
@ObjectType('LimitAsked', { description: 'A limit of which a release asks more than is usual.' })
export class LimitAskedType {
  @Field(() => String, { description: 'As the manifest names it, e.g. `concurrency`.' })
  limit!: string;

  @Field(() => Int, { description: 'What gateways give it, which is never more than the hub has for anybody.' })
  value!: number;

  @Field(() => Int, { description: 'What a plugin has that asks for nothing else.' })
  usual!: number;

  @Field(() => Int, { nullable: true, description: 'What the release that serves has; null: none does.' })
  before?: number | null;
}

@Sensitivity('S1')
@ObjectType('UsageImpact', {
  description: 'What a release would take from clients, and who has asked for it in 30 days.',
})
export class UsageImpactType {
  @Field(() => String, { description: '`Type.field`, `Type.field(argument:)` or `Enum.VALUE`.' })
  coordinate!: string;

  @Field(() => String, { description: 'REMOVED or CHANGED against the release that serves.' })
  kind!: string;

  @Field(() => Float, { description: 'Requests that named it.' })
  requests!: number;

  @Field(() => Float, { description: 'Of them with errors.' })
  errors!: number;

  @Field(() => Int, { description: 'How many apps asked; those that said no name count as one.' })
  apps!: number;

  @Field(() => [CoordinateUseType], {
    description:
      'By app and operation, the most asked first, at most 100. Its publisher reads the names of subscribers alone.',
  })
  uses!: readonly CoordinateUseType[];
}

@Sensitivity('S2')
@ObjectType('ReviewApproval', { description: 'One person’s yes to an exact release.' })
export class ReviewApprovalType {
  @Field(() => String, { nullable: true, description: 'USCC of the agency that the person spoke for.' })
  agency?: string;

  @Field(() => Boolean, { nullable: true, description: 'As an administrator, for every agency.' })
  standsIn?: boolean;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When.' })
  approvedAt?: Date;
}

@Sensitivity('S2')
@ObjectType('ReviewComment', { description: 'A word on a release, of either side.' })
export class ReviewCommentType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'PUBLISHER or REVIEWER.' })
  side?: string;

  @Field(() => String, { nullable: true, description: 'USCC of a reviewer’s agency.' })
  agency?: string | null;

  @Field(() => String, { nullable: true, description: 'What was said: plain text.' })
  text?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When.' })
  at?: Date;
}

@Sensitivity('S1')
@ObjectType('ReviewAlert', { description: 'What the clock of a review has reached.' })
export class ReviewAlertType {
  @Field(() => String, { description: 'REMINDER, YELLOW or RED.' })
  level!: string;

  @Field(() => DateTimeScalar, { description: 'When it was raised.' })
  raisedAt!: Date;
}

@Key('id')
@Sensitivity('S2')
@ObjectType('Review', {
  description: 'The question whether a release may be tried on people; for its publisher and reviewers.',
})
export class ReviewType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'OPEN, CHANGES_REQUESTED, APPROVED, REJECTED or CLOSED.' })
  state?: string;

  @Field(() => String, { nullable: true, description: 'Digest of the release: approvals name it.' })
  digest?: string;

  @Field(() => String, {
    nullable: true,
    description: 'SHA-256 of what the release is sent: approvals hold for no more than that.',
  })
  egressDigest?: string;

  @Field(() => String, { nullable: true, description: 'The most personal of what the release is sent.' })
  level?: string;

  @Field(() => Int, { nullable: true, description: 'How many different people must say yes.' })
  eyesNeeded?: number;

  @Field(() => String, { nullable: true, description: 'What the publisher says to it.' })
  note?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was first handed in.' })
  submittedAt?: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'By when the reviewers decide; moves on by the working days in which it was the publisher’s turn.',
  })
  dueAt?: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the last decision fell.' })
  decidedAt?: Date | null;

  @Field(() => ReviewReason, { nullable: true, description: 'Why it was not approved, as a code.' })
  reasonCode?: ReviewReason | null;

  @Field(() => String, { nullable: true, description: 'Why it was not approved, in words.' })
  decisionReason?: string | null;
}
