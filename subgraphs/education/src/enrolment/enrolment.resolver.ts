import { Key, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import { parseAcademicYear } from '../school/academic-year.rules.ts';
import type { School } from '../school/school.entity.ts';
import { schoolByCode } from '../school/school.loader.ts';
import { SchoolType } from '../school/school.resolver.ts';
import type { Enrolment } from './enrolment.entity.ts';
import { enrolmentById, enrolmentsOf, pupilOf } from './enrolment.loader.ts';
import { submitEnrolment } from './submit-enrolment.ts';

const BASIS = 'PIPL-28 minors under 14';

@Key('id')
@ObjectType('Resident')
export class ResidentType {
  @Field(() => ID)
  id!: string;
}

@Key('id')
@ObjectType('Enrolment', { description: "A pupil's place, or application for one, at a school in one academic year." })
export class EnrolmentType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Sensitivity('S4', BASIS)
  @Field(() => String, { nullable: true, description: 'The year the academic year begins in, e.g. 2026.' })
  academicYear?: string;

  @Sensitivity('S4', BASIS)
  @Field(() => String, { nullable: true, description: 'SUBMITTED, ACCEPTED, ENROLLED or WITHDRAWN.' })
  status?: string;
}

@Resolver(() => EnrolmentType)
export class EnrolmentResolver {
  @Sensitivity('S4', BASIS)
  @FieldResolver(() => ResidentType, { nullable: true, description: 'The pupil.' })
  student(@Root() { residentId }: Enrolment): { id: string } {
    return { id: residentId };
  }

  @Sensitivity('S4', BASIS)
  @FieldResolver(() => SchoolType, { nullable: true, description: 'The school.' })
  school(@Root() { schoolCode }: Enrolment, @Ctx() context: SubgraphContext): Promise<School | null> {
    return schoolByCode(context).load(schoolCode);
  }

  @Sensitivity('S4', BASIS)
  @Mutation(() => EnrolmentType, {
    nullable: true,
    description:
      'A guardian applies for a first-year place in the catchment of the dwelling. The place is reserved at once; a repeat answers the first application.',
  })
  async submitEnrolment(
    @Arg('residentId', () => ID) residentId: string,
    @Arg('schoolCode', () => String) schoolCode: string,
    @Arg('academicYear', () => String) academicYear: string,
    @Arg('idempotencyKey', () => ID, { nullable: true }) key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Enrolment | null> {
    const { em, viewer, clock } = context;
    const id = await submitEnrolment(em, viewer, { residentId, schoolCode, academicYear }, key ?? null, clock.now());
    return enrolmentById(context).load(id);
  }
}

@Resolver(() => ResidentType)
export class PupilResolver {
  @Sensitivity('S4', BASIS)
  @FieldResolver(() => [EnrolmentType], {
    nullable: true,
    description: 'Enrolments of the resident, the latest year first; of one academic year when given.',
  })
  async enrolments(
    @Root() { id }: { id: string },
    @Arg('academicYear', () => String, { nullable: true }) academicYear: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Enrolment[]> {
    const year = academicYear == null ? null : parseAcademicYear(academicYear);
    const enrolments = (await enrolmentsOf(context).load(id)) ?? [];
    return year === null ? enrolments : enrolments.filter((enrolment) => enrolment.academicYear === year);
  }

  @Sensitivity('S4', 'embeds GB 11643 number')
  @FieldResolver(() => String, { nullable: true, description: 'National student number; null before first enrolment.' })
  async studentNumber(@Root() { id }: { id: string }, @Ctx() context: SubgraphContext): Promise<string | null> {
    return (await pupilOf(context).load(id))?.studentNumber ?? null;
  }
}

export function enrolmentReference(
  { id }: Record<string, unknown>,
  context: SubgraphContext,
): Promise<Enrolment | null> {
  return enrolmentById(context).load(String(id));
}
