import { defineLoader, type SubgraphContext } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';

export interface EnergyUse {
  readonly usedMilli: number;
  /** Firms of the industry that use less a square metre, and all of it. */
  readonly fewer: number;
  readonly group: number;
}

export const useKey = (uscc: string, year: number): string => `${uscc} ${year}`;

/** A firm's year beside its industry; key: `<uscc> <year>`. One statement a year, for any number of firms. */
export const energyUseOf = defineLoader<string, EnergyUse, SubgraphContext>(async (keys, { em }) => {
  const found = new Map<string, EnergyUse>();
  for (const year of new Set(keys.map((key) => Number(key.slice(19))))) {
    const usccs = keys.filter((key) => Number(key.slice(19)) === year).map((key) => key.slice(0, 18));
    for (const { uscc, ...use } of await ranked(em, usccs, year)) found.set(useKey(uscc, year), use);
  }
  return keys.map((key) => found.get(key) ?? null);
});

async function ranked(em: EntityManager, usccs: readonly string[], year: number) {
  const marks = usccs.map(() => '?').join(', ');
  const rows = await em.execute(
    `select * from (
       select e.uscc as uscc, e.used_milli as used, rank() over w - 1 as fewer, count(*) over (partition by f.industry) as peers
       from energy_year e join firm f on f.uscc = e.uscc
       where e.year = ? and f.industry in (select industry from firm where uscc in (${marks}))
       window w as (partition by f.industry order by e.used_milli * 1.0 / f.area_m2)
     ) as ranked where uscc in (${marks})`,
    [year, ...usccs, ...usccs],
  );
  return (rows as Record<string, unknown>[]).map((row) => ({
    uscc: String(row.uscc),
    usedMilli: Number(row.used),
    fewer: Number(row.fewer),
    group: Number(row.peers),
  }));
}
