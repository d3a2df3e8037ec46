import { DateScalar } from '@citygraph/contract';
import { Key, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, Field, FieldResolver, ID, ObjectType, Resolver, Root } from 'type-graphql';
import type { Agency } from '../agency/agency.entity.ts';
import { agencyByUscc } from '../agency/agency.loader.ts';
import { AgencyType } from '../agency/agency.resolver.ts';
import type { LegalEntity } from '../legal-entity/legal-entity.entity.ts';
import { legalEntityByUscc } from '../legal-entity/legal-entity.loader.ts';
import { LegalEntityType } from '../legal-entity/legal-entity.resolver.ts';
import type { Inspection } from './inspection.entity.ts';
import { inspectionById, inspectionsOf } from './inspection.loader.ts';
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
  @FieldResolver(() => [InspectionType], { nullable: true, description: 'Inspections of the entity, newest first.' })
  async inspections(
    @Root() { uscc }: LegalEntity,
    @Arg('kind', () => InspectionKind, { nullable: true, description: 'Only inspections of this kind.' })
    kind: InspectionKind | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Inspection[]> {
    const found = (await inspectionsOf(context).load(uscc)) ?? [];
    return kind ? found.filter((inspection) => inspection.kind === kind) : found;
  }
}

export async function inspectionReference(
  ref: Record<string, unknown>,
  context: SubgraphContext,
): Promise<Inspection | null> {
  return inspectionById(context).load(String(ref.id));
}
