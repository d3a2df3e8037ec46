import type { EntityClass, EntityManager, FilterQuery } from '@mikro-orm/sql';
import { findRows } from '../database/find-rows.ts';
import { type Connection, connectionFrom } from './connection.ts';
import { cursorCodec, type Order } from './cursor.ts';
import { assertPageSize } from './page-args.ts';

export interface PageOptions<T> {
  readonly where?: FilterQuery<T>;
  readonly order: Order<T>;
  readonly first: number;
  readonly after?: string | null | undefined;
  /** What is read, those of the order among them; left out: everything. */
  readonly fields?: readonly (keyof T & string)[];
}

/** One page of an entity's rows, found by key set: as fast on the thousandth page as on the first. */
export async function pageOf<T extends object>(
  em: EntityManager,
  entity: EntityClass<T>,
  { where, order, first, after = null, fields }: PageOptions<T>,
): Promise<Connection<T>> {
  assertPageSize(first);
  const codec = cursorCodec<T>(em.getMetadata(entity), order);
  const filters = [where, after === null ? undefined : codec.rowsAfter(after)].filter(Boolean);
  const rows = await findRows(em, entity, (filters.length > 0 ? { $and: filters } : {}) as never, {
    orderBy: Object.fromEntries(order) as never,
    limit: first + 1,
    ...(fields ? { fields } : {}),
  });
  return connectionFrom(rows, first, after, codec.write);
}
