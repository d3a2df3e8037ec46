import { type EntityClass, type EntityKey, type EntityManager, type FilterQuery, raw } from '@mikro-orm/sql';
import DataLoader from 'dataloader';
import { plainRows } from '../database/plain-rows.ts';
import type { SubgraphContext } from '../subgraph.ts';
import { type Connection, connectionFrom, emptyPage } from './connection.ts';
import { cursorCodec, type Order } from './cursor.ts';
import { assertPageSize } from './page-args.ts';
import type { PageOptions } from './page-of.ts';

export interface PageLoaderOptions<T> {
  /** The property that holds the parent's key. */
  readonly parent: EntityKey<T>;
  readonly order: Order<T>;
}

export type LoadedPage<T> = Omit<PageOptions<T>, 'order'> & { readonly order?: Order<T> };

/** Parents a statement, as loaders have it. */
const PARENTS = 500;

/**
 * Pages of the rows of many parents, one SQL statement for all parents that are asked for in one tick with the same
 * arguments: a window function numbers each parent's rows in the page's order.
 */
export function pageLoader<T extends object>(
  entity: EntityClass<T>,
  { parent, order: usual }: PageLoaderOptions<T>,
): (context: SubgraphContext, page: LoadedPage<T>) => DataLoader<string, Connection<T>> {
  const loaders = new WeakMap<SubgraphContext, Map<string, DataLoader<string, Connection<T>>>>();
  return (context, { where, order = usual, first, after = null }) => {
    assertPageSize(first);
    const own = loaders.get(context) ?? new Map<string, DataLoader<string, Connection<T>>>();
    loaders.set(context, own);
    const key = JSON.stringify([where, order, first, after]);
    const known = own.get(key);
    if (known) return known;
    const loader = new DataLoader<string, Connection<T>>(
      (parents) => pages(context.em, entity, parent, parents, { where, order, first, after }),
      { maxBatchSize: PARENTS },
    );
    own.set(key, loader);
    return loader;
  };
}

async function pages<T extends object>(
  em: EntityManager,
  entity: EntityClass<T>,
  parent: EntityKey<T>,
  parents: readonly string[],
  {
    where,
    order,
    first,
    after,
  }: { where?: FilterQuery<T> | undefined; order: Order<T>; first: number; after: string | null },
): Promise<Connection<T>[]> {
  const meta = em.getMetadata<T>(entity);
  // The parent is who the rows belong to, by a key that apps know by others: it says nothing of a row's place, and stands in no cursor.
  const codec = cursorCodec<T>(
    meta,
    order.filter(([property]) => property !== parent),
    parent,
  );
  const quoted = (property: EntityKey<T>): string => {
    const [column] = meta.properties[property].fieldNames;
    if (column === undefined) throw new Error(`${meta.className}.${property} has no column.`);
    return em.getPlatform().quoteIdentifier(`row.${column}`);
  };
  const sequence = order.map(([property, direction]) => `${quoted(property)} ${direction}`).join(', ');
  const numbered = em
    .createQueryBuilder<T, 'row'>(entity, 'row')
    .select(['*', raw(`row_number() over (partition by ${quoted(parent)} order by ${sequence}) as page_row`)] as never)
    .where({ [parent]: { $in: [...parents] } } as never);
  if (where) numbered.andWhere(where as never);
  if (after !== null) numbered.andWhere(codec.rowsAfter(after) as never);
  const rows = await em.execute(
    `select * from (${numbered.getQuery()}) as numbered where page_row <= ? order by page_row`,
    [...numbered.getParams(), first + 1],
  );
  const plain = plainRows(em, entity);
  const found = new Map<unknown, T[]>();
  for (const { page_row: _, ...row } of rows as (Record<string, unknown> & { page_row: number })[]) {
    const entityRow = plain(row);
    const group = found.get(entityRow[parent]);
    if (group) group.push(entityRow);
    else found.set(entityRow[parent], [entityRow]);
  }
  return parents.map((key) => {
    const own = found.get(key);
    return own ? connectionFrom(own, first, after, codec.write) : emptyPage(after);
  });
}
