/** As what a supergraph artefact is signed. */
export const SUPERGRAPH_ARTEFACT_TYPE = 'supergraph-artefact';

/**
 * A graph that a gateway can serve: immutable, named by `digestOfPayload`. It holds no secret and no date: composing the same releases again gives the same digest.
 */
export interface SupergraphArtefact {
  readonly supergraphSdl: string;
  /** By the names of `join__Graph`; each of them is here. */
  readonly subgraphs: Readonly<Record<string, ArtefactSubgraph>>;
}

/** A department or a plugin, as a composed graph names it. */
export type ArtefactSubgraph = ArtefactDepartment | ArtefactPlugin;

/** One of the city's own. Where it is reached is a deployment's business (DECISIONS 19). */
export interface ArtefactDepartment {
  readonly tier: 'department';
  /** SHA-256 in hex of its SDL. */
  readonly release: string;
}

/** A release of a stranger's plugin. Its address is here alone, so that nobody but who signs can move it. */
export interface ArtefactPlugin {
  readonly tier: 'vendor';
  /** Digest of the release: breaker, sockets, sharing and service level are its own. */
  readonly release: string;
  readonly version: string;
  readonly url: string;
  /** Name of the key of its hop signature; the key itself is `vendorHopSecret` of it. */
  readonly hopKeyId: string;
  readonly limits: PluginLimits;
  readonly persons: PluginPersons;
}

/** What a plugin may take of the hub, from its contract; what is left out is usual, and more than `PLUGIN_LIMITS` has is cut down to that. */
export interface PluginLimits {
  readonly concurrency?: number;
  readonly queue?: number;
  readonly timeoutMs?: number;
  readonly bytes?: number;
  readonly requestsPerSecond?: number;
  readonly bytesPerMinute?: number;
  readonly requestsPerDay?: number;
  readonly costPerMinute?: number;
}

/** Whom a plugin is told of besides keys and what it requires. Each needs a grant, as those do. */
export interface PluginPersons {
  /** Keys of `@pairwise` types by the arguments that hold them: `Query.iov_vehicles(holder:)` → `Resident.id`. */
  readonly arguments?: Readonly<Record<string, string>>;
  /** Its token says who asks, by its own id of them, where that was granted. */
  readonly subject?: boolean;
  /** Its token says for which part of the city who asks acts (`tenantOf`), where that was granted. */
  readonly tenant?: boolean;
}
