import type { SigningKey } from '@citygraph/contract';
import type { EntityManager } from '@mikro-orm/sql';
import { Head } from '../policy/head.entity.ts';
import { readArtefact } from '../supergraph-version/read-artefact.ts';
import { SupergraphVersion } from '../supergraph-version/supergraph-version.entity.ts';
import { wordsOf } from '../words-of.ts';
import { readSet } from './read-set.ts';

/**
 * Signs every kept graph, and the head, by the keys in use: while an old key still signs beside a new one, so that what it signed can be had when it is gone. Safe to repeat. Answers what could not be signed,
 * and why.
 */
export async function signKept(em: EntityManager, keys: readonly SigningKey[]): Promise<readonly string[]> {
  const failed: string[] = [];
  const attempt = async (act: Promise<unknown>): Promise<void> => {
    await act.catch((error: unknown) => failed.push(wordsOf(error)));
  };
  // A text within the document has its quotation marks escaped: only a signature reads like this.
  const unsigned = keys.map(({ kid }) => ({ $not: { document: { $like: `%"keyId":"${kid}"%` } } }));
  const rows = await em.find(
    SupergraphVersion,
    { deletedAt: null, $or: unsigned },
    { fields: ['digest'], disableIdentityMap: true },
  );
  for (const { digest } of rows) await attempt(readArtefact(em, digest, keys));
  const head = await em.findOne(Head, { name: 'graphs' }, { disableIdentityMap: true });
  if (head && head.version > 0) await attempt(readSet(em, head.version, keys));
  return failed;
}
