import { CityGraphError, type SigningKey, type Viewer } from '@citygraph/contract';
import { findRows, transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { audit } from '../audit-entry/audit.ts';
import { openIncident } from '../incident/open-incident.ts';
import { Head } from '../policy/head.entity.ts';
import { SupergraphVersion } from '../supergraph-version/supergraph-version.entity.ts';
import { GraphPin } from './graph-pin.entity.ts';
import { moveHead } from './move-head.ts';
import { readSet } from './read-set.ts';
import { holdGraphs, wantGraphs } from './want-graphs.ts';
import { pinSaid } from './withheld.ts';

export interface Pinning {
  readonly viewer: Viewer;
  /** Of a graph that is kept. */
  readonly digest: string;
  readonly reason: string;
  /** `importGraph` or `rollbackGraph`. */
  readonly act: string;
  readonly keys: readonly SigningKey[];
}

const TRIES = 20;

const deleted = (digest: string, at: Date): CityGraphError =>
  new CityGraphError(
    'CONFLICT',
    `Graph ${digest} was deleted on ${at.toISOString().slice(0, 10)}, long after anybody had it. Import it from where it was saved, or roll its releases back: what they make is composed again.`,
  );

/**
 * Puts a kept graph in force as the stable one by hand, without composing anything: a higher sequence that names it. Rollouts end to be served, the sandbox stays. While it is
 * pinned, releases do not move the stable graph. Answers the graph set's sequence.
 */
export async function pinGraph(em: () => EntityManager, pinning: Pinning, now: Date): Promise<number> {
  const { viewer, digest, reason, act, keys } = pinning;
  if ((await em().count(SupergraphVersion, { digest })) === 0)
    throw new CityGraphError('NOT_FOUND', `There is no graph ${digest}.`);
  const number = await transact(em(), async (inner) => {
    await holdGraphs(inner);
    const kept = await inner.findOne(
      SupergraphVersion,
      { digest },
      { fields: ['deletedAt'], disableIdentityMap: true },
    );
    if (kept?.deletedAt) throw deleted(digest, kept.deletedAt);
    const changed = await wantGraphs(inner, viewer, { act }, now);
    const before = await inner.findOne(GraphPin, { channel: 'stable' }, { disableIdentityMap: true });
    const pin = { digest, reason, pinnedBy: viewer.principal.subject ?? '', pinnedAt: now };
    if (before) await inner.nativeUpdate(GraphPin, { channel: 'stable' }, pin);
    else await inner.insert(GraphPin, { channel: 'stable', ...pin });
    const action = 'Releases do not move the stable graph, and nobody is tried on, until unpinGraphs.';
    const detail = pinSaid({ channel: 'stable', ...pin });
    await openIncident(inner, { kind: 'GRAPH_PINNED', subject: 'stable', detail, action }, now);
    await audit(inner, viewer, { act, target: digest, reason, before, after: pin }, now);
    return changed;
  });
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const [head = { version: 0, hash: '' }] = await findRows(em(), Head, { name: 'graphs' });
    const last = head.version === 0 ? null : await readSet(em(), head.version);
    const before = last && {
      stable: last.payload.stable,
      sandbox: last.payload.sandbox,
      rollouts: last.payload.rollouts,
    };
    const content = { stable: digest, sandbox: before?.sandbox ?? null, rollouts: [] };
    const move = { viewer, head, before, content, leftOut: {}, asOf: number, isPinned: true, keys, reason };
    const done = await moveHead(em(), move, now);
    // While it is pinned it is kept: what is missing is the sandbox's, and that is another's business.
    if (done === 'gone')
      throw new CityGraphError('CONFLICT', 'A graph that the head names is not there: see citygraph-registry verify.');
    if (done !== 'lost') return done === 'same' ? head.version : head.version + 1;
  }
  throw new CityGraphError(
    'CONFLICT',
    'Others moved the head all the time; the graph is pinned, and the registry will put it in force.',
  );
}
