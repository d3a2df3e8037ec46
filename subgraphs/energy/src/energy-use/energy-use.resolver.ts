import { CityGraphError } from '@citygraph/contract';
import { alignRows, defineLoader, Purposes, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from 'type-graphql';
import { LegalEntityType } from '../usage-point/usage-point.resolver.ts';
import { AnnualUse } from './annual-use.entity.ts';
import { kwhBand } from './energy-band.rules.ts';

@Sensitivity('S3')
@ObjectType('EnergyBand', { description: "A firm's electricity of a year, as a band." })
export class EnergyBandType {
  @Field(() => Int, { nullable: true, description: 'Calendar year.' })
  year?: number;

  @Field(() => String, { nullable: true, description: 'Band of kWh.' })
  kwhBand?: string;

  @Field(() => Int, {
    nullable: true,
    description:
      'Share of firms of the same industry that use less, in percent; null: fewer than five to compare with.',
  })
  intensityPercentile?: number | null;
}

const useOf = defineLoader<string, AnnualUse, SubgraphContext>(async (keys, { em }) => {
  const pairs = keys.map((key) => key.split(' ') as [string, string]);
  const rows = await em.find(AnnualUse, {
    uscc: { $in: [...new Set(pairs.map(([uscc]) => uscc))] },
    year: { $in: [...new Set(pairs.map(([, year]) => Number(year)))] },
  });
  return alignRows(keys, rows, ({ uscc, year }) => `${uscc} ${year}`);
});

@Resolver(() => LegalEntityType)
export class EnergyUseResolver {
  @Sensitivity('S3')
  @Purposes('credit-assessment', 'energy-audit')
  @FieldResolver(() => EnergyBandType, {
    nullable: true,
    description: "The firm's electricity of a year as a band; null: none is known. Exact figures never leave.",
  })
  async annualEnergyUse(
    @Root() { uscc }: { uscc: string },
    @Arg('year', () => Int) year: number,
    @Ctx() context: SubgraphContext,
  ): Promise<EnergyBandType | null> {
    if (year < 2000 || year > context.clock.now().getFullYear()) {
      throw new CityGraphError('BAD_USER_INPUT', `year: give a year from 2000 to this one, not ${year}.`, {
        extensions: { argument: 'year' },
      });
    }
    const use = await useOf(context).load(`${uscc} ${year}`);
    return use && { year, kwhBand: kwhBand(use.kwh), intensityPercentile: use.intensityPercentile ?? null };
  }
}
