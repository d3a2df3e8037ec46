import { userInfo } from 'node:os';
import {
  CityGraphError,
  type SigningKey,
  StartError,
  SUPERGRAPH_ARTEFACT_TYPE,
  verifyDocument,
} from '@citygraph/contract';
import { sealMemory } from '@citygraph/gateway';
import { readNamedFile, transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { audit } from '../audit-entry/audit.ts';
import { verifyAudit } from '../audit-entry/verify-audit.ts';
import { pinGraph } from '../graph-set/pin-graph.ts';
import { verifyHead } from '../graph-set/verify-head.ts';
import { operator } from '../hub-viewer.ts';
import { readArtefactShape } from '../supergraph-version/artefact-shape.ts';
import { keepGraph } from '../supergraph-version/keep-graph.ts';
import { SupergraphVersion } from '../supergraph-version/supergraph-version.entity.ts';
import { wordsOf } from '../words-of.ts';
import type { Flags, Outcome } from './command.ts';
import { readKey, readLedgerKeys, readTrusted } from './key-files.ts';
import { withDatabase } from './with-database.ts';

/** `import <artefact file>`: a graph that somebody we believe has signed, kept and put in force. */
export async function importGraph([file = '']: readonly string[], flags: Flags): Promise<Outcome> {
  const [reason, key] = [reasonOf(flags), await readKey(flags)];
  const text = await readNamedFile(file, 'The artefact file');
  const artefact = artefactIn(text, [key.publicJwk, ...(await readTrusted(flags))]);
  return withDatabase(flags, async (em) => {
    const now = new Date();
    const viewer = viewerOf(flags);
    const by = viewer.principal.subject ?? '';
    const digest = await keepGraph(em(), { artefact, keys: [key], parent: null, by }, now);
    const act = { act: 'keepGraph', target: digest, reason, before: null, after: { digest } };
    await transact(em(), (inner) => audit(inner as EntityManager, viewer, act, now));
    const sequence = await pinGraph(em, { viewer, digest, reason, act: 'importGraph', keys: [key] }, now);
    return done(digest, sequence);
  });
}

/** `rollback <digest>`: a graph that is kept, put in force again. */
export async function rollBackGraph([wanted = '']: readonly string[], flags: Flags): Promise<Outcome> {
  const [reason, key] = [reasonOf(flags), await readKey(flags)];
  if (!/^[0-9a-f]{8,64}$/.test(wanted))
    throw new StartError(`${wanted} is no digest: give 8 to 64 characters of one, 0 to 9 and a to f.`);
  return withDatabase(flags, async (em) => {
    const found = await em().find(
      SupergraphVersion,
      { digest: { $like: `${wanted}%` } },
      { fields: ['digest'], limit: 2, disableIdentityMap: true },
    );
    const [version] = found;
    if (!version) throw new CityGraphError('NOT_FOUND', `There is no graph ${wanted}: see citygraph-registry list.`);
    if (found.length > 1)
      throw new CityGraphError('CONFLICT', `More than one graph begins with ${wanted}: give more of it.`);
    const { digest } = version;
    const viewer = viewerOf(flags);
    const sequence = await pinGraph(em, { viewer, digest, reason, act: 'rollbackGraph', keys: [key] }, new Date());
    return done(digest, sequence);
  });
}

const MOST_LISTED = 50;

/** `list`: what may be rolled back to. */
export function listGraphs(_: readonly string[], flags: Flags): Promise<Outcome> {
  return withDatabase(flags, async (em) => {
    const versions = await em().find(
      SupergraphVersion,
      {},
      {
        fields: ['digest', 'composedAt', 'offeredAt', 'retiredAt', 'deletedAt'],
        orderBy: { composedAt: 'desc', digest: 'desc' },
        limit: MOST_LISTED,
        disableIdentityMap: true,
      },
    );
    const lines = versions.map(({ digest, composedAt, offeredAt, retiredAt, deletedAt }) =>
      [digest, composedAt.toISOString(), whatBecameOf({ offeredAt, retiredAt, deletedAt })].join('  '),
    );
    return { code: 0, lines: lines.length > 0 ? lines : ['No graph is kept.'] };
  });
}

/** `verify`: whether whoever boots from this database gets what was decided. */
export async function verifyAll(_: readonly string[], flags: Flags): Promise<Outcome> {
  const own = flags.key === undefined ? [] : [(await readKey(flags)).publicJwk];
  const keys = [...own, ...(await readTrusted(flags))];
  if (keys.length === 0) throw new StartError('Say whose signatures are believed: --trust <file> or --key <file>.');
  const sealers = flags['ledger-keys'] === undefined ? null : await readLedgerKeys(flags);
  const seen = flags.memory === undefined ? null : await sealMemory(flags.memory).last();
  return withDatabase(flags, async (em) => {
    const [{ sequence, faults }, chain] = [await verifyHead(em(), keys), await verifyAudit(em(), sealers, seen)];
    const wrong = [...faults, ...(chain.intact ? [] : [`The audit chain is broken at ${chain.brokenAt}.`])];
    if (wrong.length > 0) return { code: 1, lines: wrong };
    return {
      code: 0,
      lines: [`Graph set ${sequence} is complete and signed; ${chain.entries} acts are as they were written.`],
    };
  });
}

function artefactIn(text: string, keys: readonly SigningKey['publicJwk'][]) {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new CityGraphError('BAD_USER_INPUT', 'The artefact file is no JSON.');
  }
  try {
    return readArtefactShape(verifyDocument(document, SUPERGRAPH_ARTEFACT_TYPE, keys));
  } catch (error) {
    if (error instanceof CityGraphError) throw error;
    throw new CityGraphError('BAD_USER_INPUT', `The artefact cannot be taken: ${wordsOf(error)}.`);
  }
}

export function reasonOf({ reason = '' }: Flags): string {
  if (reason.trim().length < 4)
    throw new StartError('Say why, for the audit: --reason <text>, four characters or more.');
  return reason.trim().slice(0, 4_000);
}

export const viewerOf = ({ by }: Flags) => operator(by ?? userInfo().username);

const done = (digest: string, sequence: number): Outcome => ({
  code: 0,
  lines: [`Graph ${digest} is stable with graph set ${sequence}, and pinned until unpinGraphs.`],
});

function whatBecameOf({
  offeredAt,
  retiredAt,
  deletedAt,
}: Pick<SupergraphVersion, 'offeredAt' | 'retiredAt' | 'deletedAt'>): string {
  if (deletedAt !== null) return 'deleted';
  if (offeredAt === null) return 'never offered';
  return retiredAt === null ? 'in force' : 'retired';
}
