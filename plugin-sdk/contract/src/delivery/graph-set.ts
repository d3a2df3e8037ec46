/** As what a graph set is signed. */
export const GRAPH_SET_TYPE = 'graph-set';

/** Clients are hashed into so many buckets (DECISIONS 22). */
export const BUCKETS = 100;

/** Rollouts that may run at once (DECISIONS 21). */
export const MOST_ROLLOUTS = 8;

/**
 * Which graphs gateways serve, and to whom. It names artefacts by digest: which range of clients gets a graph and which graph that is change together. To roll back is a
 * higher sequence that names an older digest; a lower sequence is never taken (DECISIONS 20).
 */
export interface GraphSet {
  readonly sequence: number;
  /** RFC 3339 in UTC. */
  readonly issuedAt: string;
  /** Digest of the artefact for everybody else. */
  readonly stable: string;
  /** For who asks for `CityGraph-Channel: sandbox` and may; null: there is none. */
  readonly sandbox: string | null;
  readonly rollouts: readonly GraphRollout[];
}

/** A graph with a plugin's next release in it, for some of the clients. */
export interface GraphRollout {
  readonly id: string;
  /** Name of the subgraph whose release is tried. */
  readonly plugin: string;
  readonly release: string;
  readonly artefact: string;
  /** Buckets that it owns; no two rollouts own the same. */
  readonly buckets: readonly number[];
}
