import type { HopChannel } from './vendor-hop-secret.ts';

/** What a gateway's process tells the registry every few seconds. Counts are since its last report that was taken. */
export interface GatewayReport {
  /** Random for each process: a report of the same process and number is taken once. */
  readonly process: string;
  readonly number: number;
  /** RFC 3339 in UTC. */
  readonly at: string;
  readonly serving: ServingState;
  readonly plugins: readonly PluginHealth[];
  readonly usage: readonly OperationUsage[];
}

/** What runs where: a decision has taken effect when every living gateway reports it. */
export interface ServingState {
  readonly keyset: number;
  readonly policy: number;
  /** Sequence of the graph set. */
  readonly graphs: number;
  readonly stable: string;
  readonly sandbox: string | null;
  /** Artefacts by rollout. */
  readonly rollouts: Readonly<Record<string, string>>;
  /** What was tried and refused though the graph set names it: digest → which check failed, then what it found. */
  readonly refused: Readonly<Record<string, string>>;
  /** What it names and could not be had yet, and is asked for again: digest → why. */
  readonly missing?: Readonly<Record<string, string>> | undefined;
}

/** How a plugin's release has answered. */
export interface PluginHealth {
  readonly plugin: string;
  readonly release: string;
  /** Whose server answered. What callers of the sandbox meet is no verdict on what everybody gets. */
  readonly channel: HopChannel;
  readonly calls: number;
  /** By error code; a call has at most one. */
  readonly failures: Readonly<Record<string, number>>;
  /** Calls by the upper edges of `LATENCY_EDGES_MS`, one more than those: how long the answers took from dialling on, without what calls waited in the hub. */
  readonly latency: readonly number[];
}

/** Upper edges of the buckets that answer times are counted in; ms. What took longer than the last is in a bucket of its own. */
export const LATENCY_EDGES_MS = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_000, 3_000] as const;

/** Who asked for which fields, and how often. */
export interface OperationUsage {
  /** Client id; null: none. */
  readonly app: string | null;
  /** SHA-256 in hex of the document. */
  readonly digest: string;
  readonly operationName: string | null;
  /** `Type.field`, `Enum.VALUE` and `Type.field(argument:)` that the document names. */
  readonly coordinates: readonly string[];
  readonly count: number;
  readonly errors: number;
  /** Static cost of one. */
  readonly cost: number;
}
