import { MySqlDriver } from '@mikro-orm/mysql';
import type { EntityManager } from '@mikro-orm/sql';

/** SQL for what an insert would have written into a column, for the change that is made where the row is there already (`onConflict(…).merge(…)`). */
export function proposed(em: EntityManager, column: string): string {
  const quoted = em.getPlatform().quoteIdentifier(column);
  return em.getDriver() instanceof MySqlDriver ? `values(${quoted})` : `excluded.${quoted}`;
}
