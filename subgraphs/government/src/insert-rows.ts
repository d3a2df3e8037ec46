import type { EntityClass, EntityData, EntityManager } from '@mikro-orm/sql';

/** Rows a statement. SQLite takes 32,766 variables a statement, MariaDB 65,535: the widest table here has 11 columns. */
const BATCH = 1000;

/** Bulk insert for seeding: no unit of work, no events, constant memory. */
export async function insertRows<T extends object>(
  em: EntityManager,
  entity: EntityClass<T>,
  rows: Iterable<EntityData<T>>,
): Promise<void> {
  let batch: EntityData<T>[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await em.insertMany(entity, batch as never[]);
    batch = [];
  };
  for (const row of rows) {
    batch.push(row);
    if (batch.length === BATCH) await flush();
  }
  await flush();
}
