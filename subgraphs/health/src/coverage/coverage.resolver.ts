import { defineLoader, findRows, groupRows, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { ResidentType } from '../health-record/health-record.resolver.ts';
import { Coverage } from './coverage.entity.ts';

@Sensitivity('S4', 'PIPL-28 financial and health')
@ObjectType('Coverage', { description: 'A medical insurance (FHIR Coverage).' })
export class CoverageType {
  @Field(() => String, { nullable: true, description: 'Who pays.' })
  payor?: string;

  @Field(() => String, { nullable: true, description: 'EMPLOYEE_BASIC, RESIDENT_BASIC or LONG_TERM_CARE.' })
  kind?: string;
}

const coverageOf = defineLoader<string, Coverage[], SubgraphContext>(async (residents, { em }) =>
  groupRows(
    residents,
    await findRows(em, Coverage, { residentId: { $in: [...residents] } }, { orderBy: { kind: 'asc' } }),
    ({ residentId }) => residentId,
  ),
);

@Resolver(() => CoverageType)
export class CoverageResolver {
  @Sensitivity('S4', 'PIPL-28 financial and health')
  @FieldResolver(() => String, {
    nullable: true,
    description: 'Monthly contribution as a band in yuan, never the amount.',
  })
  monthlyContributionBracket(@Root() { contributionBracket }: Coverage): string | null {
    return contributionBracket ?? null;
  }
}

@Resolver(() => ResidentType)
export class ResidentCoverageResolver {
  @Sensitivity('S4', 'PIPL-28 financial and health')
  @FieldResolver(() => [CoverageType], { nullable: true, description: 'Medical insurances of the resident.' })
  coverage(@Root() { id }: { id: string }, @Ctx() context: SubgraphContext): Promise<Coverage[] | null> {
    return coverageOf(context).load(id);
  }
}
