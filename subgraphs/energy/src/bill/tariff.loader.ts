import { defineLoader, findRows, groupRows, type SubgraphContext } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import type { Tariffs, Tier } from './tariff.rules.ts';
import { TariffTier } from './tariff-tier.entity.ts';

/** The tiers of a tariff. */
export const tiersOf = defineLoader<string, readonly Tier[], SubgraphContext>(async (names, { em }) => {
  const rows = await findRows(
    em,
    TariffTier,
    { tariff: { $in: [...names] } },
    { orderBy: { tariff: 'asc', tier: 'asc' } },
  );
  return groupRows(names, rows, ({ tariff }) => tariff).map((tiers) => tiers.map(tierOf));
});

/** Every tariff there is: some tens of rows. */
export async function allTariffs(em: EntityManager): Promise<Tariffs> {
  const rows = await findRows(em, TariffTier, {}, { orderBy: { tariff: 'asc', tier: 'asc' } });
  return new Map([...Map.groupBy(rows, ({ tariff }) => tariff)].map(([tariff, tiers]) => [tariff, tiers.map(tierOf)]));
}

const tierOf = ({ upTo, cents }: TariffTier): Tier => ({ upTo: upTo ?? null, cents });
