import {
  digestOfPayload,
  GRAPH_SET_TYPE,
  type GraphSet,
  type SigningKey,
  signDocument,
  type Viewer,
} from '@citygraph/contract';
import { transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { audit } from '../audit-entry/audit.ts';
import { announce } from '../outbox/announce.ts';
import { Head } from '../policy/head.entity.ts';
import type { LeftOut } from '../supergraph-version/composition.entity.ts';
import { SupergraphVersion } from '../supergraph-version/supergraph-version.entity.ts';
import type { SetContent } from './assemble-set.ts';
import { GraphChange } from './graph-change.entity.ts';
import { GraphSetVersion } from './graph-set.entity.ts';

export interface HeadMove {
  readonly viewer: Viewer;
  /** The head as the content was made for it. */
  readonly head: { readonly version: number; readonly hash: string };
  /** What it says; null: nothing yet. */
  readonly before: SetContent | null;
  readonly content: SetContent;
  readonly leftOut: Readonly<Record<string, readonly LeftOut[]>>;
  /** Changes up to this number are in it; -1: none more. */
  readonly asOf: number;
  readonly keys: readonly SigningKey[];
  readonly reason?: string;
}

/**
 * Makes this content the graph set: one compare-and-set on the head, and everything else in the same transaction. `moved`; `same` when it is that already (changes that are in
 * it are noted all the same); `lost` when somebody else moved the head meanwhile, and nothing was done.
 */
export function moveHead(em: EntityManager, move: HeadMove, now: Date): Promise<'moved' | 'same' | 'lost'> {
  const { viewer, head, before, content, leftOut, asOf, keys, reason } = move;
  return transact(em, async (inner) => {
    const isSame = before !== null && digestOfPayload(before) === digestOfPayload(content);
    const sequence = isSame ? head.version : head.version + 1;
    const set: GraphSet = { sequence, issuedAt: now.toISOString(), ...content };
    const digest = isSame ? head.hash : digestOfPayload(set);
    const won = await inner.nativeUpdate(
      Head,
      { name: 'graphs', version: head.version, hash: head.hash },
      isSame ? { hash: digest } : { version: sequence, hash: digest, at: now },
    );
    if (won === 0) return 'lost';
    if (!isSame) {
      await inner.insert(GraphSetVersion, {
        sequence,
        digest,
        previous: head.hash,
        document: JSON.stringify(signDocument(GRAPH_SET_TYPE, set, keys)),
        leftOut,
        publishedBy: viewer.principal.subject ?? '',
        publishedAt: now,
      });
      await noteOffered(inner, namedBy(content), now);
    }
    const noted = await inner.nativeUpdate(GraphChange, { number: { $lte: asOf }, sequence: null }, { sequence });
    if (isSame) return 'same';
    await announce(inner, 'graphs.published', { sequence, changes: noted }, now);
    const act = { act: 'publishGraphs', target: `graphs/${sequence}`, reason: reason ?? null, before, after: content };
    await audit(inner, viewer, act, now);
    return 'moved';
  });
}

export const namedBy = ({ stable, sandbox, rollouts }: SetContent): string[] => [
  ...new Set([stable, ...(sandbox === null ? [] : [sandbox]), ...rollouts.map(({ artefact }) => artefact)]),
];

async function noteOffered(em: EntityManager, digests: readonly string[], now: Date): Promise<void> {
  const named = { $in: [...digests] };
  await em.nativeUpdate(SupergraphVersion, { digest: named, offeredAt: null }, { offeredAt: now });
  await em.nativeUpdate(SupergraphVersion, { digest: named, retiredAt: { $ne: null } }, { retiredAt: null });
  await em.nativeUpdate(
    SupergraphVersion,
    { digest: { $nin: [...digests] }, offeredAt: { $ne: null }, retiredAt: null },
    { retiredAt: now },
  );
}
