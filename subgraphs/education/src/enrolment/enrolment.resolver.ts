import { CityGraphError } from '@citygraph/contract';
import {
  type Connection,
  connectionOf,
  Key,
  PageArgs,
  pageLoader,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import { parseAcademicYear } from '../school/academic-year.rules.ts';
import type { School } from '../school/school.entity.ts';
import { schoolByCode } from '../school/school.loader.ts';
import { SchoolType } from '../school/school.resolver.ts';
import { decideEnrolment } from './decide-enrolment.ts';
import { ENROLMENT_STATUSES, Enrolment } from './enrolment.entity.ts';
import { enrolmentById, enrolmentsOf, pupilOf } from './enrolment.loader.ts';
import { submitEnrolment } from './submit-enrolment.ts';
import { withdrawEnrolment } from './withdraw-enrolment.ts';

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
  @Field(() => String, {
    nullable: true,
    description: `${ENROLMENT_STATUSES.slice(0, -1).join(', ')} or ${ENROLMENT_STATUSES.at(-1)}.`,
  })
  status?: string;

  @Sensitivity('S4', BASIS)
  @Field(() => String, { nullable: true, description: 'Why the application was rejected.' })
  reason?: string | null;
}

const EnrolmentConnection = connectionOf('Enrolment', () => EnrolmentType);

const applicationsOf = pageLoader(Enrolment, {
  parent: 'schoolCode',
  order: [
    ['academicYear', 'desc'],
    ['id', 'asc'],
  ],
});

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

  @Sensitivity('S4', BASIS)
  @Mutation(() => EnrolmentType, {
    nullable: true,
    description:
      'An admission officer on a case that names the pupil or the school accepts or, with a reason, rejects a SUBMITTED application. A rejected one frees its place.',
  })
  async decideEnrolment(
    @Arg('id', () => ID) id: string,
    @Arg('accept', () => Boolean) accept: boolean,
    @Arg('reason', () => String, { nullable: true }) reason: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Enrolment | null> {
    const { em, viewer, clock } = context;
    return enrolmentById(context).load(
      await decideEnrolment(em, viewer, { id, accept, reason: reason ?? null }, clock.now()),
    );
  }

  @Sensitivity('S4', BASIS)
  @Mutation(() => EnrolmentType, {
    nullable: true,
    description:
      'A guardian takes a SUBMITTED application back or gives an ACCEPTED place up; the place is free again.',
  })
  async withdrawEnrolment(@Arg('id', () => ID) id: string, @Ctx() context: SubgraphContext): Promise<Enrolment | null> {
    const { em, viewer, clock } = context;
    return enrolmentById(context).load(await withdrawEnrolment(em, viewer, { id }, clock.now()));
  }
}

@Resolver(() => SchoolType)
export class SchoolEnrolmentsResolver {
  @Sensitivity('S4', BASIS)
  @FieldResolver(() => EnrolmentConnection, {
    nullable: true,
    description:
      'Enrolments and applications at the school, the latest year first; for admission officers on a case that names the school.',
  })
  enrolmentsConnection(
    @Root() { code }: School,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('academicYear', () => String, { nullable: true }) academicYear: string | null,
    @Arg('status', () => String, { nullable: true, description: 'One status alone.' }) status: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<Enrolment>> {
    const where = {
      ...(academicYear == null ? {} : { academicYear: parseAcademicYear(academicYear) }),
      ...(status == null ? {} : { status: parseStatus(status) }),
    };
    return applicationsOf(context, { where, first, after }).load(code);
  }
}

function parseStatus(text: string): (typeof ENROLMENT_STATUSES)[number] {
  const status = ENROLMENT_STATUSES.find((known) => known === text);
  if (status) return status;
  throw new CityGraphError('BAD_USER_INPUT', `status: give one of ${ENROLMENT_STATUSES.join(', ')}.`, {
    extensions: { argument: 'status' },
  });
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
