import { compose as composeInWorker } from '@citygraph/composition';
import type { SigningKey } from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { GatewayProcess } from '../gateway-process/gateway-process.entity.ts';
import { isLiving, noesOf } from '../gateway-process/serving.rules.ts';
import { HUB } from '../hub-viewer.ts';
import { openIncident } from '../incident/open-incident.ts';
import { refuseRollout } from '../rollout/refuse-rollout.ts';
import { BOOT, bootFinding } from '../supergraph-version/boot-finding.ts';
import type { Canary, GoldenQuery } from '../supergraph-version/canary.ts';
import { canaryVerdicts } from '../supergraph-version/canary-verdict.ts';
import type { Compose } from '../supergraph-version/compose-graph.ts';
import { Composition } from '../supergraph-version/composition.entity.ts';
import { graphComposer } from '../supergraph-version/graph-composer.ts';
import { compositionKey } from '../supergraph-version/graph-part.ts';
import { isPartial, isStale } from '../supergraph-version/is-stale.ts';
import { isUndecided } from '../supergraph-version/undecided.ts';
import { assembleSet, type KnownGraph } from './assemble-set.ts';
import { moveHead } from './move-head.ts';
import { noteLeftOut } from './note-left-out.ts';
import { noteSandboxed } from './note-sandboxed.ts';
import { noteUnbootable } from './note-unbootable.ts';
import { noteUndecided } from './note-undecided.ts';
import { readSet } from './read-set.ts';
import { readWanted, type WantedGraphs } from './read-wanted.ts';

export interface GraphPublisherOptions {
  /** A unit of work of its own each time. */
  readonly em: () => EntityManager;
  /** Those that sign graphs now: more than one while a key is being changed. */
  readonly keys: () => readonly SigningKey[];
  /** Default: in a worker, with both composers. */
  readonly compose?: Compose;
  /** For the sandbox, where a vendor waits; default: `compose`. */
  readonly composeSandbox?: Compose;
  /** Default: graphs serve without one. */
  readonly canary?: Canary | null;
  readonly goldenQueries?: readonly GoldenQuery[];
  readonly now?: () => Date;
  /** Milliseconds of any clock that goes on; tests' own. */
  readonly elapsed?: () => number;
}

/** Composing the sandbox may take long and must not keep others waiting: it has a lane of its own. What is composed already waits for no composing at all: `head` brings it into force, and composes nothing. */
export type Lane = 'head' | 'served' | 'sandbox' | 'both';

export interface GraphPublisher {
  /** Brings the head to what is wanted at the call, at least. Safe to run twice, in two processes at once. Answers the number of the last change that is done. */
  settle(lane?: Lane): Promise<number>;
}

/** The composition service: decided releases become graphs, and the head names them. */
export function graphPublisher({
  em,
  keys,
  compose = composeInWorker,
  composeSandbox = compose,
  canary = null,
  goldenQueries = [],
  now = () => new Date(),
  elapsed,
}: GraphPublisherOptions): GraphPublisher {
  const composer = graphComposer({
    em,
    keys,
    compose,
    composeSandbox,
    canary,
    goldenQueries,
    now,
    ...(elapsed && { elapsed }),
  });
  /** Sandboxes that gateways refused and that were looked at. */
  const bootedAnew = new Set<string>();
  let recent: { digest: string; asOf: number } | null = null;

  return {
    async settle(lane = 'both') {
      let first = Number.POSITIVE_INFINITY;
      let gone = false;
      for (;;) {
        const wanted = await readWanted(em());
        // What comes in while this works is the next one's business: else many who publish would wait for each other.
        first = Math.min(first, wanted.number);
        if (wanted.firstParty.length === 0) return wanted.number;
        const head = wanted.head.version === 0 ? null : ((await readSet(em(), wanted.head.version))?.payload ?? null);
        const known = await knownGraphs(em(), wanted, canary !== null, now());
        const refused =
          canary && wanted.sandbox && (lane === 'sandbox' || lane === 'both')
            ? known.get(compositionKey(wanted.sandbox))
            : null;
        if (refused?.digest && !bootedAnew.has(refused.digest) && (await isRefused(em(), refused.digest, now()))) {
          bootedAnew.add(refused.digest);
          await composer.make(wanted.sandbox ?? [], 'booted', { parent: head?.stable ?? null });
          continue;
        }
        const set = assembleSet({ wanted, known: (key) => known.get(key), head, recent });
        if (set.stableFault !== null) {
          await openIncident(em(), { kind: 'GRAPH_REFUSED', subject: 'stable', detail: set.stableFault }, now());
        }
        for (const { rollout, reason } of set.undecided) await noteUndecided(em(), rollout, reason, now());
        if (set.refused.length > 0) {
          for (const { rollout, reason, hasServed } of set.refused) {
            await refuseRollout(em(), HUB, rollout, { reason, hasServed }, now());
          }
          continue;
        }
        if (set.content) {
          const { content, leftOut, asOf } = set;
          const before = head && { stable: head.stable, sandbox: head.sandbox, rollouts: head.rollouts };
          const isPinned = wanted.pinned !== null;
          const move = { viewer: HUB, head: wanted.head, before, content, leftOut, asOf, isPinned, keys: keys() };
          const moved = await moveHead(em(), move, now());
          if (moved === 'gone') {
            // Deleted since it was read: what is wanted is composed again, once.
            if (gone) throw new Error('A graph that is wanted is not kept, though it was composed.');
            gone = true;
            recent = null;
          }
          if (moved === 'lost' || moved === 'gone') continue;
          if (set.isStableWhole) await noteLeftOut(em(), leftOut.stable ?? [], now());
          if (wanted.sandbox && set.isSandboxWhole) {
            await noteSandboxed(em(), wanted.sandbox, leftOut.sandbox ?? [], now());
            await noteUnbootable(em(), leftOut.sandbox ?? [], now());
          }
          // What was not tried yet is tried while nothing newer waits: each turn looks first.
          const isMore =
            (makes(lane, 'sandbox') && set.isSandboxPartial) || (makes(lane, 'stable') && set.isTriedAgain);
          if (asOf >= first && !isMore) return asOf;
        }
        const [next] = set.missing.filter(({ channel }) => makes(lane, channel));
        if (!next) return wanted.number;
        const pass = next.channel === 'sandbox' ? 'fast' : 'full';
        const before = next.channel === 'sandbox' ? (recent?.digest ?? head?.sandbox) : null;
        const digest = await composer.make(next.parts, pass, { parent: head?.stable ?? null, before });
        if (next.channel === 'sandbox' && digest !== null) recent = { digest, asOf: wanted.number };
      }
    },
  };
}

const makes = (lane: Lane, channel: 'stable' | 'rollout' | 'sandbox'): boolean =>
  lane === 'both' || lane === (channel === 'sandbox' ? 'sandbox' : 'served');

/** A living gateway cannot serve it. */
async function isRefused(em: EntityManager, digest: string, now: Date): Promise<boolean> {
  const processes = await findRows(em, GatewayProcess, {});
  return processes.some((each) => isLiving(each, now) && noesOf(each, now)[digest] !== undefined);
}

/** What is known of all that is wanted, by composition key. */
async function knownGraphs(
  em: EntityManager,
  { stable, sandbox, rollouts }: WantedGraphs,
  needsCanary: boolean,
  now: Date,
): Promise<Map<string, KnownGraph>> {
  const keys = [stable, ...(sandbox ? [sandbox] : []), ...rollouts.map(({ parts }) => parts)].map(compositionKey);
  const kept = await findRows(em, Composition, { key: { $in: keys } });
  const sandboxKey = sandbox && compositionKey(sandbox);
  const stale = new Set(kept.filter((one) => isStale(one, now)));
  // What serves goes on while it is tried again.
  const compositions = kept.filter((one) => !stale.has(one) || (one.digest !== null && one.key !== sandboxKey));
  const digests = compositions.flatMap(({ digest }) => digest ?? []);
  const verdicts = await canaryVerdicts(em, digests);
  const usable = compositions.filter(({ digest }) => digest === null || verdicts.has(digest));
  return new Map(
    // One whose document was deleted is as if it had never been composed.
    usable.map((one): [string, KnownGraph] => {
      const { key, digest, leftOut, findings } = one;
      const verdict = digest === null ? undefined : verdicts.get(digest);
      const [finding] = findings;
      const why = finding?.message ?? 'no reason was given.';
      const fault =
        digest !== null
          ? // Where there is a canary, one that found something is asked again, without what it failed for.
            needsCanary
            ? null
            : (bootFinding(verdict?.findings ?? [])?.message ?? null)
          : finding?.code === BOOT || isUndecided(one)
            ? why
            : `The first-party subgraphs do not compose: ${why}`;
      return [
        key,
        {
          digest,
          leftOut,
          isPartial: isPartial({ leftOut }),
          canaried: !needsCanary || verdict?.canariedAt != null,
          fault,
          isUndecided: isUndecided(one),
          isStale: stale.has(one),
        },
      ];
    }),
  );
}
