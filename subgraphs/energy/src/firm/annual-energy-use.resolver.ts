import { cityDay, Purposes, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from 'type-graphql';
import { LegalEntityType } from '../usage-point/usage-point.type.ts';
import { assertYear, ENERGY_BANDS, kwhBand, LEAST_TO_COMPARE, percentileIn } from './energy-band.rules.ts';
import { energyUseOf, useKey } from './energy-use.loader.ts';

@Sensitivity('S3')
@ObjectType('EnergyBand', {
  description: 'How much electricity a firm used in a year, as a band: exact figures never leave.',
})
export class EnergyBandType {
  @Field(() => Int, { nullable: true, description: 'The calendar year; the running one counts what was read so far.' })
  year?: number;

  @Field(() => String, { nullable: true, description: `${ENERGY_BANDS.join(', ')}.` })
  kwhBand?: string;

  @Field(() => Int, {
    nullable: true,
    description: `Of a hundred firms of the same industry (GB/T 4754 division), how many use less electricity a square metre; null when fewer than ${LEAST_TO_COMPARE} can be compared.`,
  })
  intensityPercentile?: number | null;
}

@Resolver(() => LegalEntityType)
export class AnnualEnergyUseResolver {
  @Sensitivity('S3')
  @Purposes('credit-assessment', 'energy-audit')
  @FieldResolver(() => EnergyBandType, {
    nullable: true,
    description: "The firm's electricity of a year, as a band; null when nothing was read.",
  })
  async annualEnergyUse(
    @Root() { uscc }: { uscc: string },
    @Arg('year', () => Int) year: number,
    @Ctx() context: SubgraphContext,
  ): Promise<EnergyBandType | null> {
    assertYear(year, Number(cityDay(context.clock.now()).slice(0, 4)));
    const use = await energyUseOf(context).load(useKey(uscc, year));
    return use && { year, kwhBand: kwhBand(use.usedMilli), intensityPercentile: percentileIn(use.fewer, use.group) };
  }
}
