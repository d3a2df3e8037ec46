import { type GatewayReport, LATENCY_EDGES_MS } from '@citygraph/contract';
import { z } from 'zod';

const count = z.int().min(0).max(1_000_000_000);
/** As many as GraphQL's Int can show. */
const number = z.int().min(0).max(2_147_483_647);
const digest = z.string().regex(/^[0-9a-f]{64}$/, 'give SHA-256 in hex');
const name = z.string().min(1).max(80);
/** A sentence of a gateway's; a longer one is cut. */
const sentence = z.string().transform((text) => text.slice(0, 1_000));

/** What one report may hold: a process that has more to say says it in the next. */
export const MOST_PLUGINS = 500;
export const MOST_OPERATIONS = 2_500;

/** `GatewayReport`, strictly: whoever speaks another version is told so, and nothing of it is taken. */
export const Report = z.strictObject({
  process: z.string().regex(/^[\w.:-]{1,64}$/, 'give 1 to 64 letters, digits, . : - or _'),
  number: z.int().min(1),
  at: z.iso.datetime(),
  serving: z.strictObject({
    keyset: number,
    policy: number,
    graphs: number,
    stable: z.union([digest, z.literal('')]),
    sandbox: digest.nullable(),
    rollouts: z.record(z.string().max(40), digest),
    refused: z.record(digest, sentence),
    missing: z.record(digest, sentence).optional(),
  }),
  plugins: z
    .array(
      z.strictObject({
        plugin: name,
        release: z.string().min(1).max(64),
        channel: z.enum(['stable', 'sandbox']),
        calls: count,
        failures: z.record(z.string().max(40), count),
        latency: z.array(count).length(LATENCY_EDGES_MS.length + 1),
      }),
    )
    .max(MOST_PLUGINS),
  usage: z
    .array(
      z.strictObject({
        app: name.nullable(),
        digest,
        operationName: z.string().nullable(),
        coordinates: z.array(z.string()).max(5_000),
        count,
        errors: count,
        cost: z.number().min(0).max(Number.MAX_SAFE_INTEGER),
      }),
    )
    .max(MOST_OPERATIONS),
}) satisfies z.ZodType<GatewayReport>;
