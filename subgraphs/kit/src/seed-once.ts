import type { Database } from './database/open-database.ts';
import type { Subgraph } from './subgraph.ts';

/**
 * Fills an empty database from the synthetic city, all or nothing, and remembers it: later starts seed nothing.
 * Answers how long it took, or null when it was seeded before.
 */
export async function seedOnce(
  orm: Database,
  subgraph: Pick<Subgraph, 'seed'>,
  city: { readonly seed: number; readonly scale: number },
): Promise<{ milliseconds: number } | null> {
  const began = performance.now();
  const em = orm.em.fork();
  const kysely = em.getKysely<{ city_seed: { seed: string; seeded_at: string } }>();
  const [done] = await kysely.selectFrom('city_seed').select('seed').execute();
  if (done) return null;
  await em.transactional(async (inner) => {
    await subgraph.seed(inner, city);
    await inner.execute('insert into city_seed (seed, seeded_at) values (?, ?)', [
      `seed ${city.seed}, scale ${city.scale}`,
      new Date().toISOString().slice(0, 19).replace('T', ' '),
    ]);
  });
  return { milliseconds: performance.now() - began };
}
