import type { GraphRollout, GraphSet } from '@citygraph/contract';
import type { Rollout } from '../rollout/rollout.entity.ts';
import { BOOT } from '../supergraph-version/boot-finding.ts';
import type { LeftOut } from '../supergraph-version/composition.entity.ts';
import { compositionKey, type GraphPart } from '../supergraph-version/graph-part.ts';
import type { WantedGraphs } from './read-wanted.ts';

/** What is known of composing certain parts. */
export interface KnownGraph {
  /** null: the first-party subgraphs alone do not compose. */
  readonly digest: string | null;
  readonly leftOut: readonly LeftOut[];
  /** Some of what it was composed without was not tried yet. */
  readonly isPartial: boolean;
  /** It may serve; false: the canary has not run. */
  readonly canaried: boolean;
  /** Why it may not serve, in a sentence; null: nothing was found. */
  readonly fault: string | null;
  /** It is not known yet who has to be left out: what serves stays, and nobody is taken back for it. */
  readonly isUndecided: boolean;
  /** What some were left out for may be over: it serves, and is tried again while nothing else is to be made. */
  readonly isStale: boolean;
}

/** What a graph set says, without when and which number. */
export type SetContent = Pick<GraphSet, 'stable' | 'sandbox' | 'rollouts'>;

export interface AssembledSet {
  /** null: there is no stable graph yet. */
  readonly content: SetContent | null;
  /** By channel, of those whose graph is known. */
  readonly leftOut: Readonly<Record<string, readonly LeftOut[]>>;
  /** Parts that must be composed (or tried) before the set is what is wanted; the most urgent first. */
  readonly missing: readonly {
    readonly parts: readonly GraphPart[];
    readonly channel: 'stable' | 'rollout' | 'sandbox';
  }[];
  /** Rollouts that cannot be served, and why. */
  readonly refused: readonly { readonly rollout: Rollout; readonly reason: string; readonly hasServed: boolean }[];
  /** Rollouts that stay what they were until it is known who has to be left out, and why. */
  readonly undecided: readonly { readonly rollout: Rollout; readonly reason: string }[];
  /** Why stable stays what it was; null: it does not. */
  readonly stableFault: string | null;
  /** The stable graph is the one that is wanted: what it was composed without is left out of it now. */
  readonly isStableWhole: boolean;
  /** What everybody or a rollout has is tried again: who was left out may go by now. */
  readonly isTriedAgain: boolean;
  /** The sandbox's graph is the one that is wanted, as far as it was tried. */
  readonly isSandboxWhole: boolean;
  /** Some of what the sandbox goes without was not tried yet: nobody need wait for it. */
  readonly isSandboxPartial: boolean;
  /** Changes up to this number are in it. */
  readonly asOf: number;
}

export interface AssembleOptions {
  readonly wanted: WantedGraphs;
  readonly known: (key: string) => KnownGraph | undefined;
  /** What the head says now; null: nothing yet. */
  readonly head: SetContent | null;
  /** The last sandbox that was composed, and how many changes were in it: publishing goes on while newer ones come in. */
  readonly recent: { readonly digest: string; readonly asOf: number } | null;
}

/** The set that can be had at once. A graph that is still to be composed is what the head has, so that no decision waits for another's composing; pure. */
export function assembleSet({ wanted, known, head, recent }: AssembleOptions): AssembledSet {
  const missing: AssembledSet['missing'][number][] = [];
  const again: AssembledSet['missing'][number][] = [];
  const refused: AssembledSet['refused'][number][] = [];
  const undecided: AssembledSet['undecided'][number][] = [];
  const leftOut: Record<string, readonly LeftOut[]> = {};
  let { number: asOf } = wanted;

  const stableGraph = known(compositionKey(wanted.stable));
  let stable = head?.stable ?? null;
  let stableFault: string | null = null;
  let isStableWhole = false;
  if (wanted.pinned !== null) stable = wanted.pinned;
  else if (!stableGraph || (stableGraph.fault === null && !stableGraph.canaried)) {
    missing.push({ parts: wanted.stable, channel: 'stable' });
    asOf = -1;
  } else if (stableGraph.fault !== null || stableGraph.digest === null) {
    stableFault = stableGraph.fault ?? 'It does not compose.';
    if (stableGraph.isUndecided) asOf = -1;
  } else {
    stable = stableGraph.digest;
    isStableWhole = true;
    leftOut.stable = stableGraph.leftOut;
    if (stableGraph.isStale) again.push({ parts: wanted.stable, channel: 'stable' });
  }

  const rollouts: GraphRollout[] = [];
  for (const { rollout, parts } of wanted.rollouts) {
    const before = head?.rollouts.find(({ id }) => id === rollout.id) ?? null;
    const graph = known(compositionKey(parts));
    const told = {
      id: rollout.id,
      plugin: rollout.plugin,
      release: rollout.releaseDigest,
      buckets: ascending(rollout),
    };
    if (!graph || (graph.fault === null && !graph.canaried)) {
      missing.push({ parts, channel: 'rollout' });
      asOf = -1;
      if (before) rollouts.push({ ...told, artefact: before.artefact });
      continue;
    }
    if (graph.isUndecided) {
      undecided.push({ rollout, reason: graph.fault ?? 'It does not compose.' });
      asOf = -1;
      if (before) rollouts.push({ ...told, artefact: before.artefact });
      continue;
    }
    if (graph.isStale) again.push({ parts, channel: 'rollout' });
    const reason = faultOf(rollout, graph);
    if (reason !== null) refused.push({ rollout, reason, hasServed: before !== null });
    else if (graph.digest !== null) rollouts.push({ ...told, artefact: graph.digest });
  }

  let sandbox: string | null = null;
  let isSandboxWhole = false;
  let isSandboxPartial = false;
  if (wanted.sandbox) {
    const graph = known(compositionKey(wanted.sandbox));
    isSandboxWhole = graph?.digest != null;
    sandbox = graph?.digest ?? recent?.digest ?? head?.sandbox ?? null;
    if (!graph) {
      missing.push({ parts: wanted.sandbox, channel: 'sandbox' });
      asOf = Math.min(asOf, recent?.asOf ?? -1);
    } else {
      leftOut.sandbox = graph.leftOut;
      isSandboxPartial = graph.isPartial;
      if (isSandboxPartial) missing.push({ parts: wanted.sandbox, channel: 'sandbox' });
    }
  }
  const content = stable === null ? null : { stable, sandbox, rollouts };
  return {
    content,
    leftOut,
    missing: [...missing, ...again],
    refused,
    undecided,
    stableFault,
    isStableWhole,
    isTriedAgain: again.length > 0,
    isSandboxWhole,
    isSandboxPartial,
    asOf,
  };
}

const ascending = ({ buckets }: Rollout): readonly number[] => buckets.toSorted((one, other) => one - other);

function faultOf({ releaseDigest }: Rollout, graph: KnownGraph): string | null {
  if (graph.fault !== null) return graph.fault;
  const own = graph.leftOut.find(({ release }) => release === releaseDigest);
  const [found] = own?.findings ?? [];
  if (found?.code === BOOT) return found.message;
  if (own) return `It does not compose with the stable graph: ${found?.message ?? 'no reason was given.'}`;
  return graph.digest === null ? 'The first-party subgraphs do not compose.' : null;
}
