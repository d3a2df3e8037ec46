import {
  digestOfPayload,
  type SigningKey,
  SUPERGRAPH_ARTEFACT_TYPE,
  type SupergraphArtefact,
  verifyDocument,
} from '@citygraph/contract';
import { z } from 'zod';
import { readShape } from '../../sources/read-shape.ts';

export const DIGEST = /^[0-9a-f]{64}$/;

const name = z.string().min(1).max(200);
const count = z.int().positive();

const Limits = z.strictObject({
  concurrency: count.optional(),
  queue: z.int().nonnegative().optional(),
  timeoutMs: count.optional(),
  bytes: count.optional(),
  requestsPerSecond: z.int().nonnegative().optional(),
  bytesPerMinute: z.int().nonnegative().optional(),
  requestsPerDay: z.int().nonnegative().optional(),
  costPerMinute: z.int().nonnegative().optional(),
});

const Persons = z.strictObject({
  arguments: z
    .record(
      z.string().regex(/^\w+\.\w+\(\w+:\)$/, 'must be Type.field(argument:)'),
      z.string().regex(/^\w+\.\w+$/, 'must be Type.key'),
    )
    .optional(),
  subject: z.boolean().optional(),
  tenant: z.boolean().optional(),
});

const Subgraph = z.discriminatedUnion('tier', [
  z.strictObject({ tier: z.literal('department'), release: name }),
  z.strictObject({
    tier: z.literal('vendor'),
    release: name,
    version: name,
    url: z.url({ protocol: /^https?$/ }).max(2_000),
    hopKeyId: name,
    limits: Limits,
    persons: Persons,
  }),
]);

const ArtefactShape = z.strictObject({
  supergraphSdl: z.string().min(1),
  subgraphs: z.record(name, Subgraph),
});

/**
 * What was signed under this name, still unread. What was signed long ago may still be named today, so the name is checked as well as the signature: another graph, however
 * well signed, is not the one that was asked for. Throws an Error that says what is wrong: what was asked for is not there.
 */
export function openArtefact(document: unknown, digest: string, keys: readonly SigningKey['publicJwk'][]): unknown {
  const payload = verifyDocument(document, SUPERGRAPH_ARTEFACT_TYPE, keys);
  const own = digestOfPayload(payload);
  if (own !== digest) throw new Error(`it is the artefact ${own}, not ${digest}`);
  return payload;
}

/** The shape that gateways take. Throws an Error that says what is wrong. */
export const readArtefact = (payload: unknown): SupergraphArtefact =>
  readShape(ArtefactShape, payload) as SupergraphArtefact;
