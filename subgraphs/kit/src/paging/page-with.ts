import type { Connection } from './connection.ts';

/** A page with its rows as they are shown; null or undefined: that row is not. */
export function mapPage<T, S>(
  { edges, pageInfo }: Connection<T>,
  show: (row: T, index: number) => S | null | undefined,
): Connection<S> {
  const shown = edges.flatMap(({ node, cursor }, index) => {
    const made = show(node, index);
    return made === null || made === undefined ? [] : [{ node: made, cursor }];
  });
  return { edges: shown, nodes: shown.map(({ node }) => node), pageInfo };
}

/** A page of rows with what is looked up for all of them at once; `look` keeps their order. */
export async function pageWith<T, S>(
  page: Connection<T>,
  look: (rows: readonly T[]) => Promise<readonly (S | null | undefined)[]>,
): Promise<Connection<S>> {
  const looked = await look(page.nodes);
  return mapPage(page, (_, index) => looked[index]);
}
