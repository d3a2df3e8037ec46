import type { Connection } from '@citygraph/kit';

/** A page of rows with what is looked up for all of them at once; `look` keeps their order. */
export async function pageWith<T, S>(
  page: Connection<T>,
  look: (rows: readonly T[]) => Promise<readonly S[]>,
): Promise<Connection<S>> {
  const nodes = await look(page.nodes);
  const edges = page.edges.flatMap(({ cursor }, index) => {
    const node = nodes[index];
    return node === undefined ? [] : [{ cursor, node }];
  });
  return { ...page, nodes, edges };
}
