import { CityGraphError } from '@citygraph/contract';
import { Key, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Ctx, Field, FieldResolver, ID, ObjectType, Resolver, Root } from 'type-graphql';
import { LegalEntityType } from '../hospital/hospital.resolver.ts';
import { recordRule } from '../patient.access.ts';
import { CodedConceptType } from './coded-concept.ts';
import { conceptsOf, type GuardedRecord, practitionerById, recordOf, recordOfId } from './health-record.loader.ts';
import type { Practitioner } from './practitioner.entity.ts';
import type { RecordConcept } from './record-concept.entity.ts';

const BASIS = 'PIPL-28 health';

@Key('id')
@ObjectType('Resident')
export class ResidentType {
  @Field(() => ID)
  id!: string;
}

@Sensitivity('S4', BASIS)
@ObjectType('Practitioner', { description: 'Someone who treats patients.' })
export class PractitionerType {
  @Field(() => ID, { nullable: true, description: 'Staff number.' })
  id?: string;

  @Field(() => String, { nullable: true, description: 'Name.' })
  name?: string;
}

@Key('id')
@ObjectType('HealthRecord', { description: "A resident's health record, kept for life (WS 365)." })
export class HealthRecordType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;
}

@Resolver(() => ResidentType)
export class ResidentRecordResolver {
  @Sensitivity('S4', BASIS)
  @FieldResolver(() => HealthRecordType, {
    nullable: true,
    description: 'The health record; null when none was opened.',
  })
  async healthRecord(@Root() { id }: { id: string }, @Ctx() context: SubgraphContext): Promise<GuardedRecord | null> {
    const record = await recordOf(id, context);
    const verdict = record && recordRule(context.viewer, record, context.clock.now());
    if (verdict && !verdict.allowed)
      throw new CityGraphError(verdict.code, `Resident.healthRecord: ${verdict.message}`);
    return record;
  }
}

@Resolver(() => HealthRecordType)
export class HealthRecordResolver {
  @Sensitivity('S4', BASIS)
  @FieldResolver(() => [CodedConceptType], { nullable: true, description: 'Known allergies (SNOMED CT).' })
  allergies(@Root() { id }: GuardedRecord, @Ctx() context: SubgraphContext): Promise<RecordConcept[]> {
    return concepts(id, 'ALLERGY', context);
  }

  @Sensitivity('S4', BASIS)
  @FieldResolver(() => [CodedConceptType], { nullable: true, description: 'Conditions (ICD-10).' })
  conditions(@Root() { id }: GuardedRecord, @Ctx() context: SubgraphContext): Promise<RecordConcept[]> {
    return concepts(id, 'CONDITION', context);
  }

  @Sensitivity('S4', BASIS)
  @FieldResolver(() => PractitionerType, { nullable: true, description: 'Contracted family doctor.' })
  async familyDoctor(
    @Root() { familyDoctorId }: GuardedRecord,
    @Ctx() context: SubgraphContext,
  ): Promise<Practitioner | null> {
    return familyDoctorId ? practitionerById(context).load(familyDoctorId) : null;
  }
}

@Resolver(() => PractitionerType)
export class PractitionerResolver {
  @Sensitivity('S4', BASIS)
  @FieldResolver(() => LegalEntityType, { nullable: true, description: 'Institution the practitioner works for.' })
  organization(@Root() { organizationUscc }: Practitioner): { uscc: string } {
    return { uscc: organizationUscc };
  }
}

async function concepts(
  record: string,
  wanted: RecordConcept['kind'],
  context: SubgraphContext,
): Promise<RecordConcept[]> {
  return ((await conceptsOf(context).load(record)) ?? []).filter(({ kind }) => kind === wanted);
}

export function healthRecordReference(
  { id }: Record<string, unknown>,
  context: SubgraphContext,
): Promise<GuardedRecord | null> {
  return recordOfId(String(id), context);
}
