import { CityGraphError, DateTimeScalar, USCCScalar } from '@citygraph/contract';
import { type Connection, connectionOf, Key, PageArgs, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, ID, Int, ObjectType, Resolver, Root } from 'type-graphql';
import { CodedConceptType, ICD_10 } from '../health-record/coded-concept.ts';
import type { GuardedRecord } from '../health-record/health-record.loader.ts';
import { HealthRecordType } from '../health-record/health-record.resolver.ts';
import { LegalEntityType } from '../hospital/hospital.resolver.ts';
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

const EncounterConnection = connectionOf('Encounter', () => EncounterType);

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
    return [...(await encountersOf(residentId, context, { first: wanted })).nodes];
  }

  @Sensitivity('S4', BASIS)
  @FieldResolver(() => EncounterConnection, {
    nullable: true,
    description: 'Encounters, the latest first; those that the resident hides from your institution are left out.',
  })
  encountersConnection(
    @Root() { residentId }: GuardedRecord,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('from', () => DateTimeScalar, { nullable: true }) from: Date | null,
    @Arg('to', () => DateTimeScalar, { nullable: true, description: 'Exclusive.' }) to: Date | null,
    @Arg('provider', () => USCCScalar, { nullable: true, description: 'At that institution.' }) provider: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<GuardedEncounter>> {
    const filter = { from: from ?? null, to: to ?? null, providerUscc: provider ?? null };
    return encountersOf(residentId, context, { first, after }, filter);
  }
}

export function encounterReference(
  { id }: Record<string, unknown>,
  context: SubgraphContext,
): Promise<GuardedEncounter | null> {
  return encounterOfId(String(id), context);
}
