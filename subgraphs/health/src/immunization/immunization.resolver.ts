import { DateScalar } from '@citygraph/contract';
import { defineLoader, groupRows, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { CodedConceptType } from '../health-record/coded-concept.ts';
import type { GuardedRecord } from '../health-record/health-record.loader.ts';
import { HealthRecordType } from '../health-record/health-record.resolver.ts';
import { Immunization } from './immunization.entity.ts';
import { completeForSchoolEntry, isVaccine, SCHEDULE } from './immunization-schedule.rules.ts';

@Sensitivity('S4', 'PIPL-28 health')
@ObjectType('Immunization', { description: 'One dose of a vaccine (FHIR Immunization).' })
export class ImmunizationType {
  @Field(() => DateScalar, { nullable: true, description: 'Day it was given.' })
  occurrence?: string;

  @Field(() => String, { nullable: true, description: "Maker's lot." })
  lotNumber?: string | null;
}

const immunizationsOf = defineLoader<string, Immunization[], SubgraphContext>(async (residents, { em }) =>
  groupRows(
    residents,
    await em.find(Immunization, { residentId: { $in: [...residents] } }, { orderBy: { occurrence: 'asc', id: 'asc' } }),
    ({ residentId }) => residentId,
  ),
);

@Resolver(() => ImmunizationType)
export class ImmunizationResolver {
  @Sensitivity('S4', 'PIPL-28 health')
  @FieldResolver(() => CodedConceptType, {
    nullable: true,
    description: "Vaccine, by the national programme's abbreviation.",
  })
  vaccine(@Root() { vaccine }: Immunization): { system: string; code: string; display: string | null } {
    return {
      system: 'urn:citygraph:vaccine',
      code: vaccine,
      display: isVaccine(vaccine) ? SCHEDULE[vaccine].display : null,
    };
  }

  @Sensitivity('S4', 'PIPL-28 health')
  @FieldResolver(() => Boolean, {
    nullable: true,
    description:
      'Whether all doses of this vaccine that a school asks for were given; null when no school asks for it.',
  })
  async completeForSchoolEntry(
    @Root() { vaccine, residentId }: Immunization,
    @Ctx() context: SubgraphContext,
  ): Promise<boolean | null> {
    return completeForSchoolEntry(vaccine, (await immunizationsOf(context).load(residentId)) ?? []);
  }
}

@Resolver(() => HealthRecordType)
export class RecordImmunizationsResolver {
  @Sensitivity('S4', 'PIPL-28 health')
  @FieldResolver(() => [ImmunizationType], { nullable: true, description: 'Doses given, the earliest first.' })
  immunizations(
    @Root() { residentId }: GuardedRecord,
    @Ctx() context: SubgraphContext,
  ): Promise<Immunization[] | null> {
    return immunizationsOf(context).load(residentId);
  }
}
