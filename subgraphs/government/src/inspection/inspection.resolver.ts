import { DateScalar } from '@citygraph/contract';
import {
  type Connection,
  connectionOf,
  Key,
  LARGEST_PAGE,
  PageArgs,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, ID, ObjectType, Resolver, Root } from 'type-graphql';
import type { Agency } from '../agency/agency.entity.ts';
import { agencyByUscc } from '../agency/agency.loader.ts';
import { AgencyType } from '../agency/agency.resolver.ts';
import type { LegalEntity } from '../legal-entity/legal-entity.entity.ts';
import { legalEntityByUscc } from '../legal-entity/legal-entity.loader.ts';
import { LegalEntityType } from '../legal-entity/legal-entity.resolver.ts';
import { parseChoice } from '../parse-choice.ts';
import { INSPECTION_RESULTS, type Inspection } from './inspection.entity.ts';
import { inspectionById, inspectionPages } from './inspection.loader.ts';
import { InspectionKind } from './inspection-kind.ts';

@Key('id')
@ObjectType('Inspection', { description: 'An inspection of a legal entity and its published result.' })
export class InspectionType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Sensitivity('S1')
  @Field(() => InspectionKind, { description: 'What was looked at.' })
  kind!: InspectionKind;

  @Sensitivity('S1')
  @Field(() => String, { description: 'PASSED, RECTIFIED (faults found and mended) or FAILED.' })
  result!: string;

  @Sensitivity('S1')
  @Field(() => DateScalar, { description: 'Day of the inspection.' })
  on!: string;
}

const InspectionConnection = connectionOf('Inspection', () => InspectionType);

@Resolver(() => InspectionType)
export class InspectionResolver {
  @Sensitivity('S1')
  @FieldResolver(() => AgencyType, { nullable: true, description: 'The agency that inspected.' })
  async agency(@Root() { agencyUscc }: Inspection, @Ctx() context: SubgraphContext): Promise<Agency | null> {
    return agencyByUscc(context).load(agencyUscc);
  }

  @Sensitivity('S1')
  @FieldResolver(() => LegalEntityType, { nullable: true, description: 'The entity that was inspected.' })
  async subject(@Root() { subjectUscc }: Inspection, @Ctx() context: SubgraphContext): Promise<LegalEntity | null> {
    return legalEntityByUscc(context).load(subjectUscc);
  }
}

@Resolver(() => LegalEntityType)
export class LegalEntityInspectionsResolver {
  @Sensitivity('S1')
  @FieldResolver(() => [InspectionType], {
    nullable: true,
    description: `Inspections of the entity, newest first; at most ${LARGEST_PAGE}, the rest by inspectionsConnection.`,
  })
  async inspections(
    @Root() { uscc }: LegalEntity,
    @Arg('kind', () => InspectionKind, { nullable: true, description: 'Only inspections of this kind.' })
    kind: InspectionKind | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Inspection[]> {
    const where = kind ? { where: { kind } } : {};
    return [...(await inspectionPages(context, { first: LARGEST_PAGE, ...where }).load(uscc)).nodes];
  }

  @Sensitivity('S1')
  @FieldResolver(() => InspectionConnection, {
    nullable: true,
    description: 'Inspections of the entity, newest first.',
  })
  inspectionsConnection(
    @Root() { uscc }: LegalEntity,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('kind', () => InspectionKind, { nullable: true, description: 'Only inspections of this kind.' })
    kind: InspectionKind | null,
    @Arg('result', () => String, { nullable: true, description: 'Only PASSED, RECTIFIED or FAILED ones.' })
    result: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<Inspection>> {
    const outcome = parseChoice(result, INSPECTION_RESULTS, 'result');
    const where = { ...(kind == null ? {} : { kind }), ...(outcome ? { result: outcome } : {}) };
    return inspectionPages(context, { where, first, after: after ?? null }).load(uscc);
  }
}

export async function inspectionReference(
  ref: Record<string, unknown>,
  context: SubgraphContext,
): Promise<Inspection | null> {
  return inspectionById(context).load(String(ref.id));
}
