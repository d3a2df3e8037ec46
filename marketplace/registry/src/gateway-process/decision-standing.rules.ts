import type { GraphSet } from '@citygraph/contract';
import type { GatewayProcess } from './gateway-process.entity.ts';
import { isLiving, noesOf } from './serving.rules.ts';

/** Where a decision stands: taken, in a graph set, refused by a gateway, in force at every living one. */
export type DecisionState = 'ACCEPTED' | 'COMPOSED' | 'REFUSED' | 'SERVING';

export type Reported = Pick<GatewayProcess, 'process' | 'gateway' | 'serving' | 'seenAt' | 'missingSince'>;

/** What a graph set names. */
export type NamedSet = Pick<GraphSet, 'sequence' | 'stable' | 'sandbox' | 'rollouts'>;

export interface Decided {
  /** Name of the mutation. */
  readonly act: string;
  readonly plugin: string | null;
  /** Of the graph set that has it; null: none yet. */
  readonly sequence: number | null;
}

/** A gateway's no to a graph. */
export interface GatewayRefusal {
  readonly process: string;
  readonly gateway: string;
  readonly digest: string;
  /** In the gateway's words; they may quote what its clients ask. */
  readonly reason: string;
}

export interface Standing {
  readonly state: DecisionState;
  readonly refusals: readonly GatewayRefusal[];
}

const GIVES_ROLLOUT: readonly string[] = ['startRollout', 'stepRollout', 'resumeRollout'];
const ENDS_ROLLOUT: readonly string[] = ['pauseRollout', 'rollBackRollout'];
const OF_SANDBOX: readonly string[] = ['publishRelease'];
/** Of a release in whatever state: it leaves the sandbox, and everybody's graph if it was there. */
const OF_BOTH: readonly string[] = ['withdrawRelease', 'takeOutRelease'];

type Place = Pick<GatewayProcess['serving'], 'stable' | 'sandbox' | 'rollouts'>;

interface NamedGraph {
  readonly digest: string;
  readonly at: (serving: Place) => unknown;
}

/** The graphs that a decision is about, as a set has them and as a process reports them; none: it is that there is none. */
function graphsOf({ act, plugin }: Decided, set: NamedSet): readonly NamedGraph[] {
  if (ENDS_ROLLOUT.includes(act)) return [];
  if (GIVES_ROLLOUT.includes(act)) {
    const rollout = set.rollouts.find((one) => one.plugin === plugin);
    return rollout ? [{ digest: rollout.artefact, at: ({ rollouts }) => rollouts[rollout.id] }] : [];
  }
  const stable: NamedGraph = { digest: set.stable, at: (serving) => serving.stable };
  const sandbox: NamedGraph[] = set.sandbox === null ? [] : [{ digest: set.sandbox, at: (serving) => serving.sandbox }];
  if (OF_SANDBOX.includes(act)) return sandbox;
  return OF_BOTH.includes(act) ? [stable, ...sandbox] : [stable];
}

/**
 * Where a decision stands by the gateways' own word: in force when each that lives reports the digest of its graph, refused as soon as one says no to it. What nobody serves
 * is not serving. `setOf` knows graph sets by their sequence; undefined: it is not kept.
 */
export function standingOf(
  decided: Decided,
  processes: readonly Reported[],
  setOf: (sequence: number) => NamedSet | undefined,
  now: Date,
): Standing {
  const { sequence } = decided;
  if (sequence === null) return { state: 'ACCEPTED', refusals: [] };
  const own = setOf(sequence);
  const living = processes.filter((one) => isLiving(one, now));
  const verdicts = living.map((one) => verdictOf(decided, sequence, one, own, setOf, now));
  const refusals = verdicts.filter((one) => typeof one === 'object');
  if (refusals.length > 0) return { state: 'REFUSED', refusals };
  const isServing = living.length > 0 && verdicts.every((one) => one === 'serving');
  return { state: isServing ? 'SERVING' : 'COMPOSED', refusals };
}

function verdictOf(
  decided: Decided,
  sequence: number,
  reported: Reported,
  own: NamedSet | undefined,
  setOf: (sequence: number) => NamedSet | undefined,
  now: Date,
): 'serving' | 'waiting' | GatewayRefusal {
  const { process, gateway, serving } = reported;
  const noes = noesOf(reported, now);
  const noTo = (digest: string): GatewayRefusal | null => {
    const reason = noes[digest];
    return reason === undefined ? null : { process, gateway, digest, reason };
  };
  if (serving.graphs < sequence) {
    // A set whose stable graph is refused is refused as a whole: whoever was to lose a graph keeps it.
    const wanted = own ? [own.stable, ...graphsOf(decided, own).map(({ digest }) => digest)] : [];
    return wanted.map(noTo).find((no) => no !== null) ?? 'waiting';
  }
  const set = serving.graphs === sequence ? own : (setOf(serving.graphs) ?? own);
  // What came after it may have put another graph there, or none.
  if (!set) return 'waiting';
  const wanted = graphsOf(decided, set);
  const no = wanted.map(({ digest }) => noTo(digest)).find((one) => one !== null);
  return no ?? (wanted.every((graph) => graph.at(serving) === graph.digest) ? 'serving' : 'waiting');
}

/** Which check said no, without what it found: for vendors, who may not read what others ask. */
export const checkOf = (reason: string): string => (reason.split(':')[0] ?? '').slice(0, 200);
