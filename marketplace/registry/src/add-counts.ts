import { proposed } from '@citygraph/kit';
import type { EntityClass, EntityManager } from '@mikro-orm/sql';
import { raw } from '@mikro-orm/sql';

/** A row's key, and what is to be added to which of its columns: the same ones in all rows. */
export interface Counts<T> {
  readonly key: Partial<T>;
  readonly add: Readonly<Record<string, number>>;
}

/** Rows of one statement; each takes as many parameters as it has columns, of which SQLite takes 32,766. */
const TOGETHER = 1_000;

/** Adds to counters, which begin at nothing. Rows are taken in the order of their keys, so that of two who add to the same ones none waits for the other for ever. */
export async function addCounts<T extends object>(
  em: EntityManager,
  entity: EntityClass<T>,
  rows: readonly Counts<T>[],
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const sorted = rows
    .map(({ key, add }) => ({ row: { ...key, ...add }, by: JSON.stringify(Object.values(key)) }))
    .sort((one, other) => (one.by < other.by ? -1 : 1))
    .map(({ row }) => row);
  const sums = Object.keys(first.add).map((name) => [name, raw(`?? + ${proposed(em, name)}`, [name])]);
  for (let from = 0; from < sorted.length; from += TOGETHER) {
    await em
      .createQueryBuilder<T>(entity)
      .insert(sorted.slice(from, from + TOGETHER) as never)
      .onConflict(Object.keys(first.key) as never)
      .merge(Object.fromEntries(sums) as never)
      .execute();
  }
}
