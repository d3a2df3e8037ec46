import { setImmediate } from 'node:timers/promises';
import { createCity } from '@citygraph/city';
import { migrate, openDatabase, type Subgraph, seedOnce } from '@citygraph/kit';
import { databaseOf } from './database-of.ts';
import { members } from './departments.ts';
import type { SettledConfig } from './settle-city.ts';
import { reasonOf } from './start-department.ts';

export interface SeededDepartment {
  readonly name: string;
  /** null: it was seeded before. */
  readonly milliseconds: number | null;
  /** Why it could not be seeded; null: it was. */
  readonly reason: string | null;
}

/** Migrates and fills every department's database that is empty. One that cannot be opened is told, and the others go on. */
export async function seedCity(
  config: SettledConfig,
  told: (seeded: SeededDepartment) => void,
): Promise<{ digest: string; residents: number }> {
  const city = createCity({ seed: config.seed, scale: config.scale });
  for (const department of members) {
    told(await seed(department, config, city));
    // SQLite never waits: without a pause nothing else of this process would be heard, such as that the hub is gone.
    await setImmediate();
  }
  return { digest: city.digest(), residents: city.residents.length };
}

async function seed(
  department: Subgraph,
  config: SettledConfig,
  city: ReturnType<typeof createCity>,
): Promise<SeededDepartment> {
  const { name } = department;
  try {
    const orm = await openDatabase({ url: databaseOf(config, name), subgraph: department });
    try {
      await migrate(orm);
      const done = await seedOnce(orm, department, city);
      return { name, milliseconds: done?.milliseconds ?? null, reason: null };
    } finally {
      await orm.close(true);
    }
  } catch (error) {
    return { name, milliseconds: null, reason: reasonOf(error, databaseOf(config, name)) };
  }
}
