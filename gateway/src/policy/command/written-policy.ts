import { type PolicyBundle, PURPOSES, subjectHash } from '@citygraph/contract';
import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';

const name = z.string().min(1).max(200);
const coordinate = z.string().regex(/^[A-Za-z_]\w*\.[A-Za-z_]\w*$/, 'must be Type.field');
/** A day means its end in UTC. */
const until = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()])
  .transform((text) => (text.includes('T') ? new Date(text).toISOString() : `${text}T23:59:59.999Z`));
const limits = z.strictObject({
  requestsPerMinute: z.int().positive(),
  costPerMinute: z.int().positive(),
  requestsPerDay: z.int().positive().optional(),
  maxDepth: z.int().positive().optional(),
  maxCost: z.int().positive().optional(),
});
const grantee = z
  .string()
  .regex(/^(app|plugin) \S+$/, 'must be "app <client id>" or "plugin <name>"')
  .transform((text) => {
    const [kind, id = ''] = text.split(' ');
    return kind === 'app' ? { app: id } : { plugin: id };
  });

/** A policy as people write it. */
const WrittenPolicy = z.strictObject({
  freshForMinutes: z.int().positive().default(15),
  apps: z
    .record(
      name,
      z.strictObject({
        organisation: name.nullable().default(null),
        thirdParty: z.boolean(),
        documents: z.array(z.string().regex(/^[0-9a-f]{64}$/, 'must be SHA-256 in hex')).default([]),
        documentsOnly: z.boolean().default(false),
        limits: limits.nullable().default(null),
        subscriptions: z.array(name).optional(),
        keys: z
          .array(
            z.strictObject({
              id: name,
              digest: z.string().regex(/^[0-9a-f]{64}$/, 'must be SHA-256 in hex'),
              until: until.nullable().default(null),
            }),
          )
          .optional(),
      }),
    )
    .default({}),
  plugins: z.record(name, z.strictObject({ release: name, disabled: name.nullable().default(null) })).default({}),
  grants: z
    .array(
      z.strictObject({
        id: name,
        to: grantee,
        coordinates: z.array(coordinate).min(1),
        purpose: z.enum(PURPOSES),
        until,
        retentionDays: z.int().nonnegative(),
        needsConsent: z.boolean().default(false),
      }),
    )
    .default([]),
  consents: z
    .array(
      z.strictObject({
        id: name,
        grant: name,
        of: z.strictObject({ type: name, key: name }).describe('Whose data it is about.'),
        until,
      }),
    )
    .default([]),
});

export interface WritingOptions {
  readonly version: number;
  readonly now: Date;
  /** Needed as soon as there are consents. */
  readonly subjectSecret: Uint8Array | null;
}

/** The bundle that a written policy (YAML or JSON) means. Throws an Error that names what is wrong and where. */
export function bundleOf(text: string, { version, now, subjectSecret }: WritingOptions): PolicyBundle {
  const read = WrittenPolicy.safeParse(parsed(text));
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new Error(`${issue?.path.join('.') || 'The policy'}: ${issue?.message}`);
  }
  const { freshForMinutes, apps, plugins, grants, consents } = read.data;
  assertDistinct('grants', grants);
  assertDistinct('consents', consents);
  const unknown = consents.find(({ grant }) => !grants.some(({ id }) => id === grant));
  if (unknown)
    throw new Error(`The consent ${unknown.id} names the grant ${unknown.grant}, which is not in the policy.`);
  return {
    version,
    issuedAt: now.toISOString(),
    freshUntil: new Date(now.getTime() + freshForMinutes * 60_000).toISOString(),
    apps: apps as PolicyBundle['apps'],
    plugins,
    grants: grants.map(({ to, ...terms }) => ({ ...terms, grantee: to })),
    consents: consents.map(({ of, ...terms }) => {
      if (!subjectSecret)
        throw new Error('The policy has consents: give --subject-secret, by which their subjects are hashed.');
      return { ...terms, subject: subjectHash(subjectSecret, of.type, of.key) };
    }),
  };
}

function assertDistinct(what: string, entries: readonly { readonly id: string }[]): void {
  const seen = new Set<string>();
  for (const { id } of entries) {
    if (seen.has(id)) throw new Error(`${what}: the id ${id} is there twice.`);
    seen.add(id);
  }
}

function parsed(text: string): unknown {
  try {
    return parse(text) as unknown;
  } catch (error) {
    if (error instanceof YAMLParseError) throw new Error(`The policy is no YAML: ${error.message.split('\n')[0]}`);
    throw error;
  }
}
