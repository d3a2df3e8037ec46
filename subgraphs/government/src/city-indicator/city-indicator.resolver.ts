import { DateTimeScalar, DivisionCodeScalar } from '@citygraph/contract';
import {
  type Connection,
  connectionOf,
  Key,
  LARGEST_PAGE,
  PageArgs,
  pageOf,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, Float, ID, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { AdminDivision } from '../admin-division/admin-division.entity.ts';
import { adminDivisionByCode } from '../admin-division/admin-division.loader.ts';
import { AdminDivisionType } from '../admin-division/admin-division.resolver.ts';
import { withinDivision } from '../admin-division/within.ts';
import { CityIndicator } from './city-indicator.entity.ts';
import { cityIndicatorById, INDICATOR_ORDER, indicatorPages } from './city-indicator.loader.ts';
import { isSuppressed, SUPPRESSED_BELOW } from './city-indicator.rules.ts';
import { IndicatorTheme } from './indicator-theme.ts';

@Key('id')
@Sensitivity('S1')
@ObjectType('CityIndicator', {
  description: 'A figure about city services or quality of life, arranged by the themes of ISO 37120.',
})
export class CityIndicatorType {
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => IndicatorTheme, { description: 'What it is about.' })
  theme!: IndicatorTheme;

  @Field(() => String, { description: "The city's own code of the indicator, such as HOSPITAL_BEDS." })
  code!: string;

  @Field(() => String, { description: 'What it is called.' })
  name!: string;

  @Field(() => String, { description: 'Unit of the value, such as % or 1/100,000 residents.' })
  unit!: string;

  @Field(() => Int, { description: 'Calendar year the figure is for.' })
  year!: number;

  @Field(() => String, { nullable: true, description: 'What is divided by what, and where both come from.' })
  method?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was first published.' })
  publishedAt?: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was last put right; null: never.' })
  revisedAt?: Date;
}

export const CityIndicatorConnection = connectionOf('CityIndicator', () => CityIndicatorType);

@Resolver(() => CityIndicatorType)
export class CityIndicatorResolver {
  @Sensitivity('S1')
  @Query(() => CityIndicatorConnection, {
    nullable: true,
    description: 'Published indicators, the latest year first, then by theme and code.',
  })
  async cityIndicators(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('theme', () => IndicatorTheme, { nullable: true, description: 'Only of this theme.' })
    theme: IndicatorTheme | null,
    @Arg('year', () => Int, { nullable: true, description: 'Only of this year.' }) year: number | null,
    @Arg('code', () => String, { nullable: true, description: 'Only this indicator, to compare years and divisions.' })
    code: string | null,
    @Arg('divisionCode', () => DivisionCodeScalar, { nullable: true, description: 'Of the division and those below.' })
    divisionCode: string | null,
    @Ctx() { em }: SubgraphContext,
  ): Promise<Connection<CityIndicator>> {
    const where = {
      ...(theme == null ? {} : { theme }),
      ...(year == null ? {} : { year }),
      ...(code == null ? {} : { code }),
      ...withinDivision(divisionCode, 'divisionCode'),
    };
    return pageOf(em, CityIndicator, { where, order: INDICATOR_ORDER, first, after });
  }

  @Sensitivity('S1')
  @FieldResolver(() => Float, {
    nullable: true,
    description: `The figure; null when it counts fewer than ${SUPPRESSED_BELOW} people, firms or things.`,
  })
  value(@Root() indicator: CityIndicator): number | null {
    return isSuppressed(indicator) ? null : indicator.value;
  }

  @Sensitivity('S1')
  @FieldResolver(() => Boolean, {
    nullable: true,
    description: `Whether the value is withheld because it counts fewer than ${SUPPRESSED_BELOW}.`,
  })
  suppressed(@Root() indicator: CityIndicator): boolean {
    return isSuppressed(indicator);
  }

  @Sensitivity('S1')
  @FieldResolver(() => AdminDivisionType, { nullable: true, description: 'The division the figure is for.' })
  async division(
    @Root() { divisionCode }: CityIndicator,
    @Ctx() context: SubgraphContext,
  ): Promise<AdminDivision | null> {
    return adminDivisionByCode(context).load(divisionCode);
  }
}

@Resolver(() => AdminDivisionType)
export class AdminDivisionIndicatorsResolver {
  @Sensitivity('S1')
  @FieldResolver(() => [CityIndicatorType], {
    nullable: true,
    description: `Indicators of the division itself, the latest year first, at most ${LARGEST_PAGE}; the rest by the query cityIndicators.`,
  })
  async indicators(
    @Root() { code }: AdminDivision,
    @Arg('theme', () => IndicatorTheme, { nullable: true, description: 'Only of this theme.' })
    theme: IndicatorTheme | null,
    @Arg('year', () => Int, { nullable: true, description: 'Only of this year.' }) year: number | null,
    @Ctx() context: SubgraphContext,
  ): Promise<CityIndicator[]> {
    const where = { ...(theme == null ? {} : { theme }), ...(year == null ? {} : { year }) };
    return [...(await indicatorPages(context, { where, first: LARGEST_PAGE }).load(code)).nodes];
  }
}

export async function cityIndicatorReference(
  ref: Record<string, unknown>,
  context: SubgraphContext,
): Promise<CityIndicator | null> {
  return cityIndicatorById(context).load(String(ref.id));
}
