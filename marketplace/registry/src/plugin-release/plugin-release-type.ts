import { DateTimeScalar } from '@citygraph/contract';
import { Key, Sensitivity } from '@citygraph/kit';
import { Field, ID, Int, ObjectType } from 'type-graphql';

@Sensitivity('S1')
@ObjectType('ReleaseFinding', { description: 'What admission found in a document.' })
export class ReleaseFindingType {
  @Field(() => String, { description: 'Name of the rule, e.g. NONNULL; each has a page.' })
  rule!: string;

  @Field(() => String, { description: '`error` keeps the release out, `warning` does not.' })
  severity!: string;

  @Field(() => String, { nullable: true, description: 'Where in the graph; null: the document as a whole.' })
  coordinate?: string | null;

  @Field(() => String, { description: 'What is wrong, with the value.' })
  message!: string;

  @Field(() => String, { description: 'What to do.' })
  fix!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'JSON {message, fix, parameters}: keys of message and fix, and what is filled in, to say them in another language; null: there are none.',
  })
  wording?: string | null;

  @Field(() => Int, { nullable: true, description: 'Line of the vendor’s document, from 1.' })
  line?: number | null;

  @Field(() => Int, { nullable: true, description: 'Column of the vendor’s document, from 1.' })
  column?: number | null;
}

@Sensitivity('S1')
@ObjectType('ReleaseEgress', { description: 'Data of others that a release is sent, computed from the graph.' })
export class ReleaseEgressType {
  @Field(() => String, { description: '`Type.field`.' })
  coordinate!: string;

  @Field(() => String, { description: 'By what: key, requires, context, argument or claim.' })
  route!: string;

  @Field(() => String, { description: 'The plugin’s field or argument that causes it.' })
  via!: string;

  @Field(() => String, { description: 'How sensitive it is: S1 to S4, or I.' })
  level!: string;

  @Field(() => Boolean, { description: 'Its owner has to grant it.' })
  needsGrant!: boolean;
}

@Key('id')
@Sensitivity('S1')
@ObjectType('PluginRelease', { description: 'One version of a plugin: immutable but for its state.' })
export class PluginReleaseType {
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => String, { description: 'Semantic version.' })
  version!: string;

  @Field(() => String, {
    description: 'SHA-256 of plugin, version, SDL and manifest: what approvals and gateways name.',
  })
  digest!: string;

  @Field(() => String, {
    description:
      'PUBLISHED, SANDBOX, IN_REVIEW, CHANGES_REQUESTED, APPROVED, REJECTED, CANARY, STABLE, SUPERSEDED, ROLLED_BACK or WITHDRAWN.',
  })
  state!: string;

  @Field(() => DateTimeScalar, { description: 'When it was published.' })
  publishedAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When its state last changed.' })
  changedAt!: Date;

  @Sensitivity('S2')
  @Field(() => [ReleaseFindingType], {
    nullable: true,
    description: 'What admission found; for its publisher and reviewers.',
  })
  findings?: readonly ReleaseFindingType[];

  @Sensitivity('S2')
  @Field(() => [ReleaseEgressType], {
    nullable: true,
    description: 'Which data of others it is sent; for its publisher and reviewers.',
  })
  egress?: readonly ReleaseEgressType[];
}

@Sensitivity('S1')
@ObjectType('PublishVerdict', { description: 'What became of a document that was to be published.' })
export class PublishVerdictType {
  @Field(() => Boolean, { description: 'This very release was published before; nothing new was done.' })
  isRepeat!: boolean;

  @Field(() => ID, { description: 'What the release is called by: SHA-256 of plugin, version, SDL and manifest.' })
  digest!: string;

  @Field(() => Boolean, { description: 'It is the first release of the plugin, and makes it.' })
  makesPlugin!: boolean;
}
