import { DateScalar } from '@citygraph/contract';
import { defineLoader, findRows, groupRows, Sensitivity, type SubgraphContext } from '@citygraph/kit';
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

/** A dose, and whether the doses beside it are all that a school asks for of its vaccine. */
type JudgedDose = Immunization & { readonly complete: boolean | null };

const immunizationsOf = defineLoader<string, JudgedDose[], SubgraphContext>(async (residents, { em }) => {
  const where = { residentId: { $in: [...residents] } };
  const rows = await findRows(em, Immunization, where, { orderBy: { occurrence: 'asc', id: 'asc' } });
  return groupRows(residents, rows, ({ residentId }) => residentId).map((given) =>
    given.map((dose) => ({ ...dose, complete: completeForSchoolEntry(dose.vaccine, given) })),
  );
});

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
  completeForSchoolEntry(@Root() { complete }: JudgedDose): boolean | null {
    return complete;
  }
}

@Resolver(() => HealthRecordType)
export class RecordImmunizationsResolver {
  @Sensitivity('S4', 'PIPL-28 health')
  @FieldResolver(() => [ImmunizationType], { nullable: true, description: 'Doses given, the earliest first.' })
  immunizations(@Root() { residentId }: GuardedRecord, @Ctx() context: SubgraphContext): Promise<JudgedDose[] | null> {
    return immunizationsOf(context).load(residentId);
  }
}
