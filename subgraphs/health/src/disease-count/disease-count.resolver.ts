import { defineLoader, divisionPrefix, findRows, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { AdminDivisionType } from '../hospital/hospital.resolver.ts';
import { DiseaseCount } from './disease-count.entity.ts';
import { parseWeek, SUPPRESSED_BELOW, suppressed } from './disease-count.rules.ts';

/** Counts of every district in a week: fifteen rows. */
const countsOfWeek = defineLoader<string, DiseaseCount[], SubgraphContext>(async (weeks, { em }) => {
  const rows = await findRows(em, DiseaseCount, { week: { $in: [...weeks] } });
  return weeks.map((week) => rows.filter((row) => row.week === week));
});

@Resolver(() => AdminDivisionType)
export class DiseaseCountResolver {
  @Sensitivity('S2')
  @FieldResolver(() => Int, {
    nullable: true,
    description: `Notifiable cases in an ISO week such as 2026-W40, for a district or larger; null when fewer than ${SUPPRESSED_BELOW} or not counted.`,
  })
  async notifiableDiseaseCount(
    @Root() { code }: { code: string },
    @Arg('week', () => String) week: string,
    @Ctx() context: SubgraphContext,
  ): Promise<number | null> {
    const prefix = divisionPrefix(code);
    const counts = (await countsOfWeek(context).load(parseWeek(week))) ?? [];
    return suppressed(
      counts.filter(({ division }) => division.startsWith(prefix)).reduce((sum, { cases }) => sum + cases, 0),
    );
  }
}
