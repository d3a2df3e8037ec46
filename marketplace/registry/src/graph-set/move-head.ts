import {
  digestOfPayload,
  GRAPH_SET_TYPE,
  type GraphSet,
  type SigningKey,
  signDocument,
  type Viewer,
} from '@citygraph/contract';
import { findRows, transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { audit } from '../audit-entry/audit.ts';
import { announce } from '../outbox/announce.ts';
import { Head } from '../policy/head.entity.ts';
import { Rollout } from '../rollout/rollout.entity.ts';
import type { LeftOut } from '../supergraph-version/composition.entity.ts';
import { SupergraphVersion } from '../supergraph-version/supergraph-version.entity.ts';
import type { SetContent } from './assemble-set.ts';
import { GraphChange } from './graph-change.entity.ts';
import { GraphSetVersion } from './graph-set.entity.ts';
import { namedBy } from './named-by.ts';
import { WITHHELD } from './withheld.ts';

export interface HeadMove {
  readonly viewer: Viewer;
  /** The head as the content was made for it. */
  readonly head: { readonly version: number; readonly hash: string };
  /** What it says; null: nothing yet. */
  readonly before: SetContent | null;
  readonly content: SetContent;
  /** By channel; of a channel that is not named nothing new is known. */
  readonly leftOut: LeftOutByChannel;
  /** Changes up to this number are in it; -1: none more. */
  readonly asOf: number;
  /** Its stable graph was put in force by hand: what would change it is not in it. */
  readonly isPinned: boolean;
  readonly keys: readonly SigningKey[];
  readonly reason?: string;
  /** Its number is beyond this one, though nothing is changed: gateways have this one from a database that was lost. */
  readonly beyond?: number;
}

/**
 * Makes this content the graph set: one compare-and-set on the head, and everything else in the same transaction. `moved`; `same` when it is that already (changes that are in
 * it are noted all the same); `lost` when somebody else moved the head meanwhile, `gone` when a graph of it is not kept any more, and nothing was done.
 */
export async function moveHead(
  em: EntityManager,
  move: HeadMove,
  now: Date,
): Promise<'moved' | 'same' | 'lost' | 'gone'> {
  const { viewer, head, before, content, leftOut, asOf, isPinned, keys, reason, beyond } = move;
  const moving = transact(em, async (inner) => {
    const isSame = beyond === undefined && before !== null && digestOfPayload(before) === digestOfPayload(content);
    const sequence = isSame ? head.version : Math.max(head.version, beyond ?? 0) + 1;
    const set: GraphSet = { sequence, issuedAt: now.toISOString(), ...content };
    const digest = isSame ? head.hash : digestOfPayload(set);
    const won = await inner.nativeUpdate(
      Head,
      { name: 'graphs', version: head.version, hash: head.hash },
      isSame ? { hash: digest } : { version: sequence, hash: digest, at: now },
    );
    if (won === 0) return 'lost' as const;
    if (isSame) await noteAgain(inner, sequence, leftOut);
    else {
      // Graphs are deleted under the same lock: one that is there now stays while the head names it.
      const named = namedBy(content);
      const kept = await inner.count(SupergraphVersion, { digest: { $in: named }, deletedAt: null });
      if (kept < named.length) throw new GraphGone();
      await inner.insert(GraphSetVersion, {
        sequence,
        digest,
        follows: sequence === head.version + 1 ? null : head.version,
        previous: head.hash,
        document: JSON.stringify(signDocument(GRAPH_SET_TYPE, set, keys)),
        leftOut: withoutEmpty(leftOut),
        publishedBy: viewer.principal.subject ?? '',
        publishedAt: now,
      });
      await noteOffered(inner, content, now);
    }
    const within = { number: { $lte: asOf }, sequence: null, ...(isPinned && { act: { $nin: [...WITHHELD] } }) };
    const noted = await inner.nativeUpdate(GraphChange, within, { sequence });
    if (isSame) return 'same' as const;
    await announce(inner, 'graphs.published', { sequence, changes: noted }, now);
    const act = { act: 'publishGraphs', target: `graphs/${sequence}`, reason: reason ?? null, before, after: content };
    await audit(inner, viewer, act, now);
    return 'moved' as const;
  });
  return moving.catch((error: unknown) => {
    if (error instanceof GraphGone) return 'gone';
    throw error;
  });
}

type LeftOutByChannel = Readonly<Record<string, readonly LeftOut[]>>;

const withoutEmpty = (leftOut: LeftOutByChannel): LeftOutByChannel =>
  Object.fromEntries(Object.entries(leftOut).filter(([, releases]) => releases.length > 0));

/** The same graphs, and yet others may be left out of them, or for another reason. */
async function noteAgain(em: EntityManager, sequence: number, leftOut: LeftOutByChannel): Promise<void> {
  const [known] = await findRows(em, GraphSetVersion, { sequence }, { fields: ['sequence', 'leftOut'] });
  if (!known) return;
  const next = withoutEmpty({ ...known.leftOut, ...leftOut });
  if (digestOfPayload(next) !== digestOfPayload(known.leftOut)) {
    await em.nativeUpdate(GraphSetVersion, { sequence }, { leftOut: next });
  }
}

/** Undoes what the transaction has done. */
class GraphGone extends Error {}

async function noteOffered(em: EntityManager, content: SetContent, now: Date): Promise<void> {
  const digests = namedBy(content);
  const named = { $in: digests };
  await em.nativeUpdate(SupergraphVersion, { digest: named, offeredAt: null }, { offeredAt: now });
  await em.nativeUpdate(SupergraphVersion, { digest: named, retiredAt: { $ne: null } }, { retiredAt: null });
  await em.nativeUpdate(
    SupergraphVersion,
    { digest: { $nin: digests }, offeredAt: { $ne: null }, retiredAt: null },
    { retiredAt: now },
  );
  await em.nativeUpdate(SupergraphVersion, { digest: content.stable }, { lastStableAt: now });
  if (content.sandbox) await em.nativeUpdate(SupergraphVersion, { digest: content.sandbox }, { lastSandboxAt: now });
  for (const { id, artefact } of content.rollouts) await em.nativeUpdate(Rollout, { id }, { artefact });
}
