import {
  BUCKETS,
  GRAPH_SET_TYPE,
  type GraphSet,
  MOST_ROLLOUTS,
  type SigningKey,
  verifyDocument,
} from '@citygraph/contract';
import { z } from 'zod';
import { readShape } from '../../sources/read-shape.ts';
import { DIGEST } from './read-artefact.ts';

const name = z.string().min(1).max(200);
const digest = z.string().regex(DIGEST, 'must be SHA-256 in hex');

const GraphSetShape = z.strictObject({
  sequence: z.int().positive(),
  issuedAt: z.iso.datetime({ offset: true }),
  stable: digest,
  sandbox: digest.nullable(),
  rollouts: z
    .array(
      z.strictObject({
        id: name,
        plugin: name,
        release: name,
        artefact: digest,
        buckets: z.array(
          z
            .int()
            .min(0)
            .max(BUCKETS - 1),
        ),
      }),
    )
    .max(MOST_ROLLOUTS),
});

/** Which graphs are served to whom. Throws an Error that says what is wrong. */
export function readGraphSet(document: unknown, keys: readonly SigningKey['publicJwk'][]): GraphSet {
  const set = readShape(GraphSetShape, verifyDocument(document, GRAPH_SET_TYPE, keys)) as GraphSet;
  assertDisjoint(set);
  return set;
}

/** A client belongs to one rollout at most. */
function assertDisjoint({ rollouts }: GraphSet): void {
  const owners = new Map<number, string>();
  const ids = new Set<string>();
  for (const { id, buckets } of rollouts) {
    if (ids.has(id)) throw new Error(`it has the rollout ${id} twice`);
    ids.add(id);
    for (const bucket of buckets) {
      const owner = owners.get(bucket);
      if (owner !== undefined) throw new Error(`its rollouts ${owner} and ${id} both own the bucket ${bucket}`);
      owners.set(bucket, id);
    }
  }
}
