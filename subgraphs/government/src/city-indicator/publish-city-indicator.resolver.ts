import { DivisionCodeScalar } from '@citygraph/contract';
import { Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, Float, ID, Int, Mutation, Resolver } from 'type-graphql';
import type { CityIndicator } from './city-indicator.entity.ts';
import { cityIndicatorById } from './city-indicator.loader.ts';
import { CityIndicatorType } from './city-indicator.resolver.ts';
import { IndicatorTheme } from './indicator-theme.ts';
import { publishCityIndicator, reviseCityIndicator } from './publish-city-indicator.ts';

@Resolver(() => CityIndicatorType)
export class PublishCityIndicatorResolver {
  @Sensitivity('S2')
  @Mutation(() => CityIndicatorType, {
    nullable: true,
    description: 'Publish a figure, once a year and division: for officers of Development and Reform.',
  })
  async publishCityIndicator(
    @Arg('theme', () => IndicatorTheme, { description: 'What it is about.' }) theme: IndicatorTheme,
    @Arg('code', () => String, { description: 'Capitals, digits and underscores, such as HOSPITAL_BEDS.' })
    code: string,
    @Arg('name', () => String, { description: 'What it is called, up to 160 characters.' }) name: string,
    @Arg('unit', () => String, { description: 'Unit of the value.' }) unit: string,
    @Arg('year', () => Int, { description: 'Calendar year, not in the future.' }) year: number,
    @Arg('value', () => Float, { description: 'The figure.' }) value: number,
    @Arg('counted', () => Int, {
      nullable: true,
      description: 'How many people, firms or things it counts: fewer than 5 are not shown. Null: it counts none.',
    })
    counted: number | null,
    @Arg('method', () => String, { description: 'What is divided by what, and where both come from.' }) method: string,
    @Arg('divisionCode', () => DivisionCodeScalar, { description: 'The division it is for.' }) divisionCode: string,
    @Arg('idempotencyKey', () => ID, { nullable: true, description: 'A repeat under the same key does nothing new.' })
    key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<CityIndicator | null> {
    const { em, viewer, clock } = context;
    const figure = { theme, code, name, unit, year, value, counted: counted ?? null, method, divisionCode };
    return cityIndicatorById(context).load(await publishCityIndicator(em, viewer, figure, key, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => CityIndicatorType, {
    nullable: true,
    description: 'Put a published figure right: for officers of Development and Reform. The last revision counts.',
  })
  async reviseCityIndicator(
    @Arg('indicatorId', () => ID, { description: 'A published indicator.' }) indicatorId: string,
    @Arg('value', () => Float, { description: 'The figure.' }) value: number,
    @Arg('counted', () => Int, { nullable: true, description: 'How many people, firms or things it counts.' })
    counted: number | null,
    @Arg('method', () => String, { description: 'What is divided by what, and where both come from.' }) method: string,
    @Arg('idempotencyKey', () => ID, { nullable: true, description: 'A repeat under the same key does nothing new.' })
    key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<CityIndicator | null> {
    const { em, viewer, clock } = context;
    const revision = { indicatorId, value, counted: counted ?? null, method };
    return cityIndicatorById(context).load(await reviseCityIndicator(em, viewer, revision, key, clock.now()));
  }
}
