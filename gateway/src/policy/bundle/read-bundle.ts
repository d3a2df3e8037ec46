import { type ConsentShard, type PolicyBundle, PURPOSES } from '@citygraph/contract';
import { z } from 'zod';
import { readShape } from '../../sources/read-shape.ts';

const instant = z.iso.datetime({ offset: true }).describe('RFC 3339');
const text = z.string().min(1).max(200);
const coordinate = z.string().regex(/^[A-Za-z_]\w*\.[A-Za-z_]\w*$/, 'must be Type.field');
const purpose = z.enum(PURPOSES);
const count = z.int().positive();
const limits = z.strictObject({
  requestsPerMinute: count,
  costPerMinute: count,
  requestsPerDay: count.optional(),
  maxDepth: count.optional(),
  maxCost: count.optional(),
});
const appKey = z.strictObject({
  id: text,
  digest: z.string().regex(/^[0-9a-f]{64}$/, 'must be SHA-256 in hex'),
  until: instant.nullable(),
});

/** The shape of a policy bundle's payload. What is not known is refused: it may be a rule that nobody would carry out. */
export const Consents = z.array(z.strictObject({ id: text, grant: text, subject: text, until: instant }));

const BundleShape = z.strictObject({
  version: z.int().positive(),
  issuedAt: instant,
  freshUntil: instant,
  apps: z.record(
    text,
    z.strictObject({
      organisation: text.nullable(),
      thirdParty: z.boolean(),
      documents: z.array(z.string().regex(/^[0-9a-f]{64}$/)),
      documentsOnly: z.boolean(),
      limits: limits.nullable(),
      subscriptions: z.array(text).optional(),
      keys: z.array(appKey).optional(),
    }),
  ),
  plugins: z.record(
    text,
    z.strictObject({ disabled: text.nullable(), release: text, approved: z.array(text).optional() }),
  ),
  workloads: z
    .array(z.strictObject({ id: text, publicKey: z.string().regex(/^[\w-]{43}$/), until: instant }))
    .optional(),
  grants: z.array(
    z.strictObject({
      id: text,
      grantee: z.union([z.strictObject({ app: text }), z.strictObject({ plugin: text })]),
      coordinates: z.array(coordinate).min(1),
      purpose,
      until: instant,
      retentionDays: z.int().nonnegative(),
      needsConsent: z.boolean(),
    }),
  ),
  consents: Consents,
  consentShards: z
    .record(z.string().regex(/^[0-9a-f]{2}$/), z.string().regex(/^[0-9a-f]{64}$/, 'must be a digest'))
    .optional(),
});

const ShardShape = z.strictObject({ shard: text, consents: Consents });

/** A payload as a bundle; throws an Error that names what is wrong with it. */
export function readBundle(payload: unknown): PolicyBundle {
  return readShape(BundleShape, payload) as PolicyBundle;
}

/** Some subjects' consents as a document; throws an Error that names what is wrong with it. */
export function readConsentShard(document: unknown): ConsentShard {
  return readShape(ShardShape, document) as ConsentShard;
}
