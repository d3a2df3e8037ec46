import {
  alignRows,
  type Connection,
  connectionOf,
  defineLoader,
  findRows,
  havingText,
  Key,
  PageArgs,
  pageOf,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, ID, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { LegalEntityType } from '../school/school.resolver.ts';
import { LearningResource } from './learning-resource.entity.ts';

/** A list in one answer; narrow it by grade to see the rest. */
const MOST = 100;

@Key('id')
@ObjectType('LearningResource', { description: 'A digital learning resource of the public platform.' })
export class LearningResourceType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Sensitivity('S1')
  @Field(() => String, { description: 'Title.' })
  title!: string;

  @Sensitivity('S1')
  @Field(() => String, { description: 'https address an LTI 1.3 launch begins at.' })
  launchUrl!: string;

  @Sensitivity('S1')
  @Field(() => String, { nullable: true, description: 'What a learner can do afterwards.' })
  competency?: string;
}

const resourceById = defineLoader<string, LearningResource, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, LearningResource, { id: { $in: [...ids] } }), ({ id }) => id),
);

const LearningResourceConnection = connectionOf('LearningResource', () => LearningResourceType);

@Resolver(() => LearningResourceType)
export class LearningResourceResolver {
  @Sensitivity('S1')
  @Query(() => [LearningResourceType], {
    nullable: true,
    description: `Resources of a subject (chinese, mathematics, english, science, arts), and of one grade (1 to 12) when given; at most ${MOST}.`,
  })
  courseResources(
    @Arg('subject', () => String) subject: string,
    @Arg('grade', () => String, { nullable: true }) grade: string | null,
    @Ctx() { em }: SubgraphContext,
  ): Promise<LearningResource[]> {
    const where = grade == null ? { subject } : { subject, grade };
    return findRows(em, LearningResource, where, { orderBy: { title: 'asc', id: 'asc' }, limit: MOST });
  }

  @Sensitivity('S1')
  @Query(() => LearningResourceConnection, { nullable: true, description: 'Resources by title.' })
  learningResources(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('subject', () => String, { nullable: true }) subject: string | null,
    @Arg('grade', () => String, { nullable: true }) grade: string | null,
    @Arg('text', () => String, { nullable: true, description: 'Part of the title.' }) text: string | null,
    @Ctx() { em }: SubgraphContext,
  ): Promise<Connection<LearningResource>> {
    const where = {
      ...(subject == null ? {} : { subject }),
      ...(grade == null ? {} : { grade }),
      ...(text == null ? {} : havingText('title', text)),
    };
    const order = [
      ['title', 'asc'],
      ['id', 'asc'],
    ] as const;
    return pageOf(em, LearningResource, { where, order, first, after });
  }

  @Sensitivity('S1')
  @FieldResolver(() => LegalEntityType, { description: 'Who offers the resource.' })
  provider(@Root() { providerUscc }: LearningResource): { uscc: string } {
    return { uscc: providerUscc };
  }
}

export function learningResourceReference(
  { id }: Record<string, unknown>,
  context: SubgraphContext,
): Promise<LearningResource | null> {
  return resourceById(context).load(String(id));
}
