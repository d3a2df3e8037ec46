import { DateScalar } from '@citygraph/contract';
import { alignRows, defineLoader, findRows, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { ResidentType } from '../health-record/health-record.resolver.ts';
import { ElderCareAssessment } from './elder-care-assessment.entity.ts';

@Sensitivity('S4', 'PIPL-28 health')
@ObjectType('ElderCareAssessment', { description: 'How much care an elderly resident needs (GB/T 42195-2022).' })
export class ElderCareAssessmentType {
  @Field(() => String, { nullable: true, description: 'ABLE, MILD, MODERATE, SEVERE or TOTAL loss of ability.' })
  level?: string;

  @Field(() => DateScalar, { nullable: true, description: 'Day of the assessment.' })
  assessedAt?: string;
}

const assessmentOf = defineLoader<string, ElderCareAssessment, SubgraphContext>(async (residents, { em }) =>
  alignRows(
    residents,
    await findRows(em, ElderCareAssessment, { residentId: { $in: [...residents] } }),
    ({ residentId }) => residentId,
  ),
);

@Resolver(() => ResidentType)
export class ElderCareAssessmentResolver {
  @Sensitivity('S4', 'PIPL-28 health')
  @FieldResolver(() => ElderCareAssessmentType, {
    nullable: true,
    description: 'The latest assessment; null when there was none.',
  })
  elderCareAssessment(
    @Root() { id }: { id: string },
    @Ctx() context: SubgraphContext,
  ): Promise<ElderCareAssessment | null> {
    return assessmentOf(context).load(id);
  }
}
