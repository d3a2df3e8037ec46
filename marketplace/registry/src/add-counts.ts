import type { EntityClass, EntityManager } from '@mikro-orm/sql';
import { raw } from '@mikro-orm/sql';

/** A row's key, and what is to be added to which of its columns. */
export interface Counts<T> {
  readonly key: Partial<T>;
  readonly add: Readonly<Record<string, number>>;
}

/** Adds to counters, which begin at nothing. Rows are taken in the order of their keys, so that of two who add to the same ones none waits for the other for ever. */
export async function addCounts<T extends object>(
  em: EntityManager,
  entity: EntityClass<T>,
  rows: readonly Counts<T>[],
): Promise<void> {
  if (rows.length === 0) return;
  const sorted = rows
    .map((row) => ({ row, by: JSON.stringify(Object.values(row.key)) }))
    .sort((one, other) => (one.by < other.by ? -1 : 1))
    .map(({ row }) => row);
  const empty = sorted.map(({ key, add }) => ({
    ...key,
    ...Object.fromEntries(Object.keys(add).map((name) => [name, 0])),
  }));
  const keys = Object.keys(sorted[0]?.key ?? {});
  await em
    .createQueryBuilder<T>(entity)
    .insert(empty as never)
    .onConflict(keys as never)
    .ignore()
    .execute();
  for (const { key, add } of sorted) {
    const change = Object.entries(add)
      .filter(([, more]) => more > 0)
      .map(([name, more]) => [name, raw(`?? + ?`, [name, more])]);
    if (change.length > 0) await em.nativeUpdate(entity, key as never, Object.fromEntries(change));
  }
}
