import { createHash } from 'node:crypto';
import { canonicalJson } from '../signed/canonical-json.ts';

/** `registry` is a department in all but its owner; `plugin`: a stranger's stable release. */
export const SUBGRAPH_KINDS = ['department', 'registry', 'plugin'] as const;
/** One of {@link SUBGRAPH_KINDS}. */
export type SubgraphKind = (typeof SUBGRAPH_KINDS)[number];

/** SHA-256 in hex over names, kinds and digests of a city's subgraphs, in the order of the names: who fetches the documents can tell whether they are all there. */
export function digestOfCity(
  subgraphs: readonly { readonly name: string; readonly kind: SubgraphKind; readonly digest: string }[],
): string {
  const listed = subgraphs
    .map(({ name, kind, digest }) => ({ name, kind, digest }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  return createHash('sha256').update(canonicalJson(listed)).digest('hex');
}
