import { DateTimeScalar } from '@citygraph/contract';
import { type Connection, connectionOf, Key, PageArgs, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
  registerEnumType,
} from 'type-graphql';
import { admissionOf } from '../plugin-release/admission.ts';
import { releaseById, type SeenRelease } from '../plugin-release/find-releases.ts';
import { PluginReleaseType } from '../plugin-release/plugin-release-type.ts';
import { readAnew } from '../read-anew.ts';
import { impactOfTaken } from '../review/impact-as-seen.ts';
import { UsageImpactType } from '../review/review-type.ts';
import type { UsageImpact } from '../review/usage-impact.ts';
import { askToBreak } from './ask-to-break.ts';
import type { BreakingKind, BreakingState } from './breaking-change.entity.ts';
import { dueAtOf } from './breaking-change.rules.ts';
import { decideBreakingChange } from './decide-breaking-change.ts';
import { breakingById, findBreakingChanges, findToDecide, type SeenBreakingChange } from './find-breaking-changes.ts';
import { withdrawBreakingChange } from './withdraw-breaking-change.ts';

export const BreakingKinds = {
  RELEASE: 'RELEASE',
  WITHDRAWAL: 'WITHDRAWAL',
  DEPARTMENT: 'DEPARTMENT',
} as const satisfies Record<BreakingKind, BreakingKind>;

registerEnumType(BreakingKinds, {
  name: 'BreakingKind',
  description: 'By what clients would lose what they ask for.',
  valuesConfig: {
    RELEASE: { description: 'A release that has it no more, or otherwise, becomes everybody’s.' },
    WITHDRAWAL: { description: 'The release that serves everybody is taken back for good.' },
    DEPARTMENT: { description: 'Schemas of the city’s own have it no more, or otherwise; digests are of all of them.' },
  },
});

export const BreakingStates = {
  ASKED: 'ASKED',
  CONFIRMED: 'CONFIRMED',
  REFUSED: 'REFUSED',
  LAPSED: 'LAPSED',
} as const satisfies Record<BreakingState, BreakingState>;

registerEnumType(BreakingStates, {
  name: 'BreakingState',
  description: 'What became of the question whether clients may lose what they ask for.',
  valuesConfig: {
    ASKED: { description: 'It waits for the second person.' },
    CONFIRMED: { description: 'A withdrawal is done; a release may go on its way, as long as it takes no more.' },
    REFUSED: { description: 'Clients keep what they have.' },
    LAPSED: { description: 'It was asked anew for another difference, or it or the release was withdrawn.' },
  },
});

@Key('id')
@Sensitivity('S2')
@ObjectType('BreakingChange', {
  description: 'The question whether clients may lose what they ask for; for its publisher and who decides.',
})
export class BreakingChangeType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Name of the plugin; of schemas of the city’s own, the names of those that change.',
  })
  plugin?: string;

  @Field(() => BreakingKinds, { nullable: true, description: 'By what they would lose it.' })
  kind?: BreakingKind;

  @Field(() => BreakingStates, { nullable: true, description: 'What became of the question.' })
  state?: BreakingState;

  @Field(() => String, {
    nullable: true,
    description: 'SHA-256 of both releases and of all that is taken: what whoever decides names.',
  })
  digest?: string;

  @Field(() => String, { nullable: true, description: 'Digest of the release that serves everybody; null: none does.' })
  replaces?: string | null;

  @Field(() => String, { nullable: true, description: 'Why, in the words of who asked.' })
  reason?: string;

  @Field(() => String, { nullable: true, description: 'Who asked, by the subject of their token.' })
  askedBy?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was asked.' })
  askedAt?: Date;

  @Field(() => String, { nullable: true, description: 'Who decided, by the subject of their token.' })
  decidedBy?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was decided.' })
  decidedAt?: Date | null;

  @Field(() => String, { nullable: true, description: 'Why, in the words of who decided.' })
  decisionReason?: string | null;
}

const BreakingChangeConnection = connectionOf('BreakingChange', () => BreakingChangeType);

@Resolver(() => BreakingChangeType)
export class BreakingChangeResolver {
  @Sensitivity('S2')
  @Query(() => BreakingChangeConnection, {
    nullable: true,
    description:
      'Questions whether clients may lose what they ask for, of your plugins or yours to decide; the latest first.',
  })
  breakingChanges(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('plugin', () => ID, { nullable: true, description: 'Only those of this plugin.' }) plugin: string | null,
    @Arg('state', () => BreakingStates, { nullable: true, description: 'Only those that stand like this.' })
    state: BreakingState | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<SeenBreakingChange>> {
    return findBreakingChanges(context, { plugin: plugin ?? null, state: state ?? null, first, after });
  }

  @Sensitivity('S2')
  @Query(() => BreakingChangeConnection, {
    nullable: true,
    description: 'Questions that wait for your word whether clients may lose what they ask for; the oldest first.',
  })
  breakingChangesToDecide(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<SeenBreakingChange>> {
    return findToDecide(context, { first, after });
  }

  @Sensitivity('S2')
  @Query(() => BreakingChangeType, {
    nullable: true,
    description: 'One such question; null: there is none, or it is not yours to see.',
  })
  breakingChange(@Arg('id', () => ID) id: string, @Ctx() context: SubgraphContext): Promise<SeenBreakingChange | null> {
    return breakingById(context).load(id);
  }

  @Sensitivity('S2')
  @Mutation(() => BreakingChangeType, {
    nullable: true,
    description:
      'Ask that clients lose what they ask for: by the withdrawal of the release that serves everybody, or by one that is to come. Another person confirms it.',
  })
  async forceBreakingChange(
    @Arg('release', () => ID, { description: 'Key of the release that goes, or that comes.' }) release: string,
    @Arg('reason', () => String, { description: 'Why; whoever runs the apps concerned reads it.' }) reason: string,
    @Ctx() context: SubgraphContext,
  ): Promise<SeenBreakingChange | null> {
    const { em, viewer, clock } = context;
    const id = await askToBreak(em, viewer, { release, reason }, () => admissionOf(context), clock.now());
    return readAnew(breakingById(context), id);
  }

  @Sensitivity('S2')
  @Mutation(() => BreakingChangeType, {
    nullable: true,
    description:
      'The second person’s word on exactly this difference: administrators, and officers of the agencies whose data the release is sent; never who asked, nor anybody of its publisher.',
  })
  async decideBreakingChange(
    @Arg('id', () => ID, { description: 'Key of the question.' }) id: string,
    @Arg('digest', () => String, { description: 'Of the difference that you looked at.' }) digest: string,
    @Arg('confirm', () => Boolean, { description: 'false: clients keep what they have.' }) confirm: boolean,
    @Arg('reason', () => String, { description: 'For its publisher, for the apps concerned and for the audit.' })
    reason: string,
    @Ctx() context: SubgraphContext,
  ): Promise<SeenBreakingChange | null> {
    const { em, viewer, clock } = context;
    const decided = await decideBreakingChange(em, viewer, { id, digest, confirm, reason }, clock.now());
    const seen = await readAnew(breakingById(context), decided);
    if (seen) releaseById(context).clear(seen.releaseId);
    return seen;
  }

  @Sensitivity('S2')
  @Mutation(() => BreakingChangeType, {
    nullable: true,
    description:
      'Take a question back that nobody decided: for who asked, its publisher’s owners and developers and for administrators.',
  })
  async withdrawBreakingChange(
    @Arg('id', () => ID, { description: 'Key of the question.' }) id: string,
    @Ctx() context: SubgraphContext,
  ): Promise<SeenBreakingChange | null> {
    const { em, viewer, clock } = context;
    return readAnew(breakingById(context), await withdrawBreakingChange(em, viewer, id, clock.now()));
  }

  @Sensitivity('S2')
  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description: 'By when it is to be decided, ten working days after it was asked; null: it waits for nobody.',
  })
  dueAt(@Root() asked: SeenBreakingChange): Date | null {
    return dueAtOf(asked);
  }

  @Sensitivity('S2')
  @FieldResolver(() => PluginReleaseType, { nullable: true, description: 'The release that comes, or that goes.' })
  release(@Root() { releaseId }: SeenBreakingChange, @Ctx() context: SubgraphContext): Promise<SeenRelease | null> {
    return releaseById(context).load(releaseId);
  }

  @Sensitivity('S2')
  @FieldResolver(() => [UsageImpactType], {
    nullable: true,
    description: 'All that would be taken, with who has asked for it in 30 days; the most asked first.',
  })
  impact(@Root() asked: SeenBreakingChange, @Ctx() context: SubgraphContext): Promise<UsageImpact[]> {
    return impactOfTaken(asked.taken, asked, context);
  }
}
