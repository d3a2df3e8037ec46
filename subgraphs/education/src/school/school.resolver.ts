import { CityGraphError, DivisionCodeScalar, USCCScalar } from '@citygraph/contract';
import {
  type Connection,
  connectionOf,
  divisionPrefix,
  havingText,
  Key,
  PageArgs,
  pageOf,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { parseAcademicYear } from './academic-year.rules.ts';
import { School, STAGES, type Stage } from './school.entity.ts';
import { catchmentKey, catchmentOf, intakeOf, schoolByCode, villageOfPlace } from './school.loader.ts';

@Key('uscc', { resolvable: false })
@ObjectType('LegalEntity')
export class LegalEntityType {
  @Field(() => USCCScalar)
  uscc!: string;
}

@Key('id')
@ObjectType('Place')
export class PlaceType {
  @Field(() => ID)
  id!: string;
}

@Key('code')
@ObjectType('School', { description: 'A primary, junior or senior middle school.' })
export class SchoolType {
  @Sensitivity('S1')
  @Field(() => String, { description: "The city's own school code." })
  code!: string;

  @Sensitivity('S1')
  @Field(() => String, { description: 'Name of the school.' })
  name!: string;

  @Sensitivity('S1')
  @Field(() => String, { description: 'primary, junior or senior.' })
  stage!: string;
}

const SchoolConnection = connectionOf('School', () => SchoolType);

@Resolver(() => SchoolType)
export class SchoolResolver {
  @Sensitivity('S1')
  @Query(() => SchoolType, { nullable: true, description: 'A school by its code; null when there is none.' })
  school(@Arg('code', () => String) code: string, @Ctx() context: SubgraphContext): Promise<School | null> {
    return schoolByCode(context).load(code);
  }

  @Sensitivity('S1')
  @Query(() => SchoolConnection, { nullable: true, description: 'Schools by name.' })
  schools(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('stage', () => String, { nullable: true, description: 'primary, junior or senior.' }) stage: string | null,
    @Arg('divisionCode', () => DivisionCodeScalar, { nullable: true, description: 'In that division.' })
    divisionCode: string | null,
    @Arg('text', () => String, { nullable: true, description: 'Part of the name.' }) text: string | null,
    @Ctx() { em }: SubgraphContext,
  ): Promise<Connection<School>> {
    const where = {
      ...(stage == null ? {} : { stage: parseStage(stage) }),
      ...(divisionCode == null ? {} : { villageCode: { $like: `${divisionPrefix(divisionCode)}%` } }),
      ...(text == null ? {} : havingText('name', text)),
    };
    const order = [
      ['name', 'asc'],
      ['code', 'asc'],
    ] as const;
    return pageOf(em, School, { where, order, first, after });
  }

  @Sensitivity('S1')
  @FieldResolver(() => LegalEntityType, { description: 'The institution that runs the school.' })
  operator(@Root() { uscc }: School): { uscc: string } {
    return { uscc };
  }

  @Sensitivity('S1')
  @FieldResolver(() => PlaceType, { description: 'Where the school stands.' })
  place(@Root() { placeId }: School): { id: string } {
    return { id: placeId };
  }

  @Sensitivity('S1')
  @FieldResolver(() => Int, {
    nullable: true,
    description:
      'First-year places still free in that academic year (named by the year it begins in); null when no intake is planned.',
  })
  async vacancies(
    @Root() { code }: School,
    @Arg('academicYear', () => String) academicYear: string,
    @Ctx() context: SubgraphContext,
  ): Promise<number | null> {
    const intake = await intakeOf(context).load(`${code} ${parseAcademicYear(academicYear)}`);
    return intake && intake.places - intake.taken;
  }
}

@Resolver(() => PlaceType)
export class PlaceResolver {
  @Sensitivity('S1')
  @FieldResolver(() => [SchoolType], {
    nullable: true,
    description: 'Schools of that stage (primary, junior, senior) whose catchment the place lies in.',
  })
  async catchmentSchools(
    @Root() { id }: { id: string },
    @Arg('stage', () => String) stage: string,
    @Ctx() context: SubgraphContext,
  ): Promise<School[]> {
    const wanted = parseStage(stage);
    const village = await villageOfPlace(context).load(id);
    const code = village && (await catchmentOf(context).load(catchmentKey(village, wanted)));
    const school = code && (await schoolByCode(context).load(code));
    return school ? [school] : [];
  }
}

function parseStage(text: string): Stage {
  const stage = STAGES.find((known) => known === text);
  if (!stage) {
    throw new CityGraphError(
      'BAD_USER_INPUT',
      `stage: "${text.slice(0, 20)}" is no stage; give one of ${STAGES.join(', ')}.`,
      {
        extensions: { argument: 'stage' },
      },
    );
  }
  return stage;
}

export function schoolReference({ code }: Record<string, unknown>, context: SubgraphContext): Promise<School | null> {
  return schoolByCode(context).load(String(code));
}
