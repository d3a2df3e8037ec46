import type { ListSize } from '../../../operation/read-weights.ts';
import type { SubgraphView } from '../../../supergraph/subgraph-view.ts';

/** What stands between the graph and one vendor's subgraph: what it may say, and under which ids it knows people. */
export interface Boundary {
  readonly view: SubgraphView;
  /** Fields that hold keys which differ by receiver: of this type, these. */
  pairwiseFields(type: string): ReadonlySet<string> | null;
  /** The `@pairwise` type whose key an argument holds; null: it may hold nobody's. */
  argumentType(type: string, field: string, argument: string): string | null;
  /** How long a list is taken to be, by `@listSize`; null: nobody says. */
  listSize(type: string, field: string): ListSize | null;
  seal(type: string, key: string): string;
  /** null: the hub gave the vendor no such id. */
  open(type: string, sealed: string): string | null;
}

/** By subgraph; those that are not vendors' have none. */
export type Boundaries = ReadonlyMap<string, Boundary>;
