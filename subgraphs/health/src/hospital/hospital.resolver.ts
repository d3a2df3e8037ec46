import { CityGraphError, DateTimeScalar, DivisionCodeScalar, USCCScalar } from '@citygraph/contract';
import {
  type Connection,
  connectionOf,
  divisionPrefix,
  Key,
  PageArgs,
  pageOf,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, Int, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { Hospital } from './hospital.entity.ts';
import { hospitals } from './hospital.loader.ts';
import { reportAvailableBeds } from './report-available-beds.ts';

const LEVELS = ['3A', '3B', '2A', '2B', '1'] as const;

@Key('uscc')
@ObjectType('LegalEntity')
export class LegalEntityType {
  @Field(() => USCCScalar)
  uscc!: string;
}

@Key('code')
@ObjectType('AdminDivision')
export class AdminDivisionType {
  @Field(() => DivisionCodeScalar)
  code!: string;
}

const HospitalConnection = connectionOf('Hospital', () => LegalEntityType);

@Resolver(() => LegalEntityType)
export class HospitalResolver {
  @Sensitivity('S2')
  @FieldResolver(() => Int, {
    nullable: true,
    description: 'Free beds as last reported; null for what is no hospital.',
  })
  async availableBeds(@Root() { uscc }: { uscc: string }, @Ctx() context: SubgraphContext): Promise<number | null> {
    return (await find(uscc, context))?.availableBeds ?? null;
  }

  @Sensitivity('S2')
  @FieldResolver(() => DateTimeScalar, { nullable: true, description: 'When the free beds were reported.' })
  async bedsReportedAt(@Root() { uscc }: { uscc: string }, @Ctx() context: SubgraphContext): Promise<Date | null> {
    return (await find(uscc, context))?.reportedAt ?? null;
  }

  @Sensitivity('S2')
  @Mutation(() => LegalEntityType, {
    nullable: true,
    description: "A hospital's own staff or legal representative report its free beds, 0 to all it has.",
  })
  async reportAvailableBeds(
    @Arg('uscc', () => USCCScalar) uscc: string,
    @Arg('availableBeds', () => Int) availableBeds: number,
    @Ctx() { em, viewer, clock }: SubgraphContext,
  ): Promise<{ uscc: string }> {
    return { uscc: await reportAvailableBeds(em, viewer, { uscc, availableBeds }, clock.now()) };
  }

  @Sensitivity('S1')
  @Query(() => HospitalConnection, { nullable: true, description: 'Medical institutions, by their code.' })
  hospitals(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('divisionCode', () => DivisionCodeScalar, { nullable: true, description: 'In that division.' })
    divisionCode: string | null,
    @Arg('level', () => String, { nullable: true, description: `${LEVELS.join(', ')}.` }) level: string | null,
    @Ctx() { em }: SubgraphContext,
  ): Promise<Connection<Hospital>> {
    if (level != null && !LEVELS.some((known) => known === level)) {
      throw new CityGraphError('BAD_USER_INPUT', `level: give one of ${LEVELS.join(', ')}.`, {
        extensions: { argument: 'level' },
      });
    }
    const where = {
      ...(divisionCode == null ? {} : { division: { $like: `${divisionPrefix(divisionCode)}%` } }),
      ...(level == null ? {} : { level }),
    };
    return pageOf(em, Hospital, { where, order: [['uscc', 'asc']], first, after });
  }

  @Sensitivity('S1')
  @FieldResolver(() => String, {
    nullable: true,
    description: 'Level and grade of a medical institution: 3A, 3B, 2A, 2B or 1; null for what is none.',
  })
  async medicalInstitutionLevel(
    @Root() { uscc }: { uscc: string },
    @Ctx() context: SubgraphContext,
  ): Promise<string | null> {
    return (await find(uscc, context))?.level ?? null;
  }
}

@Resolver(() => AdminDivisionType)
export class DivisionHospitalsResolver {
  @Sensitivity('S1')
  @FieldResolver(() => [LegalEntityType], {
    nullable: true,
    description: 'Medical institutions in the division, the highest level first.',
  })
  async hospitals(@Root() { code }: { code: string }, @Ctx() context: SubgraphContext): Promise<{ uscc: string }[]> {
    const prefix = divisionPrefix(code);
    return (await hospitals(context))
      .filter(({ division }) => division.startsWith(prefix))
      .map(({ uscc }) => ({ uscc }));
  }
}

async function find(uscc: string, context: SubgraphContext): Promise<Hospital | undefined> {
  return (await hospitals(context)).find((hospital) => hospital.uscc === uscc);
}
