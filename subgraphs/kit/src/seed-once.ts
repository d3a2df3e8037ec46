import { StartError } from '@citygraph/contract';
import type { Database } from './database/open-database.ts';
import type { Subgraph } from './subgraph.ts';

/**
 * Fills an empty database from the synthetic city, all or nothing, and remembers it: later starts seed nothing.
 * Answers how long it took, or null when it was seeded before. A database of another city is a StartError.
 */
export async function seedOnce(
  orm: Database,
  subgraph: Pick<Subgraph, 'name' | 'seed'>,
  city: { readonly seed: number; readonly scale: number },
): Promise<{ milliseconds: number } | null> {
  const began = performance.now();
  const em = orm.em.fork();
  const kysely = em.getKysely<{ city_seed: { seed: string; seeded_at: string } }>();
  const wanted = `seed ${city.seed}, scale ${city.scale}`;
  const [done] = await kysely.selectFrom('city_seed').select('seed').execute();
  if (done?.seed === wanted) return null;
  if (done) {
    throw new StartError(
      `${subgraph.name}'s database holds the city of ${done.seed}, not of ${wanted}: start with those numbers, or with another database or folder.`,
    );
  }
  await em.transactional(async (inner) => {
    await subgraph.seed(inner, city);
    await inner.execute('insert into city_seed (seed, seeded_at) values (?, ?)', [
      wanted,
      new Date().toISOString().slice(0, 19).replace('T', ' '),
    ]);
  });
  return { milliseconds: performance.now() - began };
}
