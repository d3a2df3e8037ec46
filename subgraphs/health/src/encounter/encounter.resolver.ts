import { CityGraphError, DateTimeScalar } from '@citygraph/contract';
import { Key, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, Field, FieldResolver, ID, Int, ObjectType, Resolver, Root } from 'type-graphql';
import { CodedConceptType, ICD_10 } from '../health-record/coded-concept.ts';
import type { GuardedRecord } from '../health-record/health-record.loader.ts';
import { HealthRecordType } from '../health-record/health-record.resolver.ts';
import { LegalEntityType } from '../hospital/hospital.resolver.ts';
import { encounterRule } from '../patient.access.ts';
import { encounterOfId, encountersOf, type GuardedEncounter } from './encounter.loader.ts';

const BASIS = 'PIPL-28 health';
const MOST = 50;

@Key('id')
@ObjectType('Encounter', { description: 'A visit to a provider (FHIR Encounter).' })
export class EncounterType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Sensitivity('S4', BASIS)
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it began.' })
  start?: Date;
}

@Resolver(() => EncounterType)
export class EncounterResolver {
  @Sensitivity('S4', BASIS)
  @FieldResolver(() => LegalEntityType, { nullable: true, description: 'Where it was.' })
  provider(@Root() { providerUscc }: GuardedEncounter): { uscc: string } {
    return { uscc: providerUscc };
  }

  @Sensitivity('S4', BASIS)
  @FieldResolver(() => CodedConceptType, { nullable: true, description: 'Why (ICD-10).' })
  reason(
    @Root() { reasonCode, reasonDisplay }: GuardedEncounter,
  ): { system: string; code: string; display: string | null } | null {
    return reasonCode === null ? null : { system: ICD_10, code: reasonCode, display: reasonDisplay };
  }
}

@Resolver(() => HealthRecordType)
export class RecordEncountersResolver {
  @Sensitivity('S4', BASIS)
  @FieldResolver(() => [EncounterType], {
    nullable: true,
    description: `The latest encounters, at most ${MOST}; those that the resident hides from your institution are left out.`,
  })
  async encounters(
    @Root() { residentId }: GuardedRecord,
    @Arg('last', () => Int, { nullable: true, defaultValue: 5 }) last: number | null,
    @Ctx() context: SubgraphContext,
  ): Promise<GuardedEncounter[]> {
    const wanted = last ?? 5;
    if (wanted < 1 || wanted > MOST) {
      throw new CityGraphError('BAD_USER_INPUT', `last: give a number from 1 to ${MOST}.`, {
        extensions: { argument: 'last' },
      });
    }
    const now = context.clock.now();
    const encounters = await encountersOf(residentId, context);
    return encounters.filter((encounter) => encounterRule(context.viewer, encounter, now).allowed).slice(0, wanted);
  }
}

export function encounterReference(
  { id }: Record<string, unknown>,
  context: SubgraphContext,
): Promise<GuardedEncounter | null> {
  return encounterOfId(String(id), context);
}
