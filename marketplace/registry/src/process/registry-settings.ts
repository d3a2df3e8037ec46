import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readSigningKey, type SigningKey, StartError } from '@citygraph/contract';
import { sealMemory, timestampAuthority } from '@citygraph/gateway';
import { readNamedFile, readSecretFile } from '@citygraph/kit';
import { z } from 'zod';
import type { ControlOptions } from '../control/serve-control.ts';
import type { FirstPartySchema } from '../first-party-release/import-first-party.ts';
import { DEFAULT_PACE, type Pace } from '../rollout/rollout.rules.ts';
import { DEFAULT_WATCHING, type Watching } from '../service-level/watching.ts';
import type { GoldenQuery } from '../supergraph-version/canary.ts';
import type { AuditKeeping } from './attend-audit.ts';

const file = z.string().min(1);
const OwnSettings = z.strictObject({
  /** Ed25519 keys in PKCS #8 PEM: what bundles and consents are signed with. */
  policyKeyFile: file,
  consentKeyFile: file,
  /** 32 bytes or more in base64url: what gateways hash subjects with in the ledger. */
  subjectSecretFile: file,
  /** 32 bytes or more in base64url: what plugins' keys of the hop are made of, here and at gateways, and what the secrets of webhooks are made of. */
  hopMasterFile: file,
  webhookSecretFile: file,
  /** Plugins on this machine, which are asked over http; for trying things out. */
  plugins: z
    .strictObject({ loopback: z.array(z.string().regex(/^(localhost|127(\.\d{1,3}){3}|\[::1\]):\d{1,5}$/)) })
    .default({ loopback: [] }),
  /** What each step of a rollout must have seen before its publisher may go on: so many calls or so many minutes, whichever comes first. */
  rollouts: z
    .strictObject({
      calls: z.int().min(0).max(1_000_000).default(DEFAULT_PACE.calls),
      minutes: z.int().min(0).max(1_440).default(DEFAULT_PACE.minutes),
    })
    .default(DEFAULT_PACE),
  /** Hours within which a stable release that burns is taken back by itself, and for which a paused rollout keeps its buckets; days after which one that nobody moved ends. */
  watching: z
    .strictObject({
      newHours: z.int().min(0).max(8_760).default(DEFAULT_WATCHING.newHours),
      keptHours: z.int().min(0).max(8_760).default(DEFAULT_WATCHING.keptHours),
      idleDays: z.int().min(1).max(365).default(DEFAULT_WATCHING.idleDays),
    })
    .default(DEFAULT_WATCHING),
  /** As `hub` of the gateways: where the hub can be reached besides the addresses and the name of this machine. Nothing that a stranger names is asked there. */
  hub: z
    .strictObject({
      addresses: z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])).default([]),
      hosts: z.array(z.hostname()).default([]),
    })
    .default({ addresses: [], hosts: [] }),
  /** What graphs are made of and signed with. */
  graphs: z.strictObject({
    /** One key, or the old and the new one while it is rotated. */
    keyFiles: z.array(file).min(1).max(2),
    /** Signed by the root key: who may sign what. */
    keysetFile: file,
    /** `schema.graphql` of each of the city's own subgraphs, by name. */
    schemas: z.record(z.string().regex(/^[a-z][a-z0-9-]{0,30}$/), file),
    /** JSON: `[{ name, document, variables }]`, questions of anybody that every graph must be able to answer. */
    goldenQueriesFile: file.optional(),
  }),
  /** How the audit chain is sealed and archived; left out: it is chained alone. */
  audit: z
    .strictObject({
      /** One Ed25519 key in PKCS #8 PEM, or the old and the new one while it is rotated: the registry's own, and in no keyset. */
      keyFiles: z.array(file).min(1).max(2),
      folder: file,
      /** Where the last seal that this registry has seen is remembered: of this process alone, on a disk that whoever has the database has not. */
      memoryFile: file.optional(),
      /** Days that acts stay in the database once they are archived; left out: for ever. */
      keepDays: z.int().min(1).max(36_500).optional(),
      /** Of an RFC 3161 time-stamp authority that dates seals. */
      timestampUrl: z.url({ protocol: /^https?$/ }).optional(),
    })
    .optional(),
  /** Where gateways follow what people decide. */
  control: z.strictObject({
    host: z.string().min(1).default('127.0.0.1'),
    port: z.int().min(0).max(65_535).default(0),
    /** PEM: what gateways trust, and its key; left out: clear text, for a network that is the hub's own. */
    tls: z.strictObject({ keyFile: file, certFile: file }).optional(),
    gateways: z
      .array(z.strictObject({ name: z.string().min(1), secretFile: file }))
      .min(1)
      .max(100),
  }),
});

export interface GraphSettings {
  readonly keys: readonly SigningKey[];
  readonly keysetFile: string;
  readonly schemas: readonly FirstPartySchema[];
  readonly goldenQueries: readonly GoldenQuery[];
}

export interface RegistrySettings {
  readonly policyKey: SigningKey;
  readonly consentKey: SigningKey;
  readonly subjectSecret: Uint8Array;
  readonly hopMaster: Uint8Array;
  readonly webhookSecret: Uint8Array;
  readonly plugins: { readonly loopback: readonly string[] };
  readonly rollouts: Pace;
  readonly watching: Watching;
  readonly hub: { readonly addresses: readonly string[]; readonly hosts: readonly string[] };
  readonly graphs: GraphSettings;
  readonly control: ControlOptions;
  readonly audit: AuditKeeping | undefined;
}

/** What `own` of the registry's settings says, keys read; anything wrong is a StartError that names it, and no secret is repeated. */
export async function readRegistrySettings(
  own: Readonly<Record<string, unknown>>,
  beside: (file: string) => string,
): Promise<RegistrySettings> {
  const parsed = OwnSettings.safeParse(own);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const last = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
    const setting = ['own', ...(issue?.path ?? []), ...last].join('.');
    throw new StartError(`The setting ${setting} is wrong: ${issue?.message ?? 'it does not fit'}.`);
  }
  const { policyKeyFile, consentKeyFile, subjectSecretFile, hopMasterFile, webhookSecretFile, plugins, control } =
    parsed.data;
  const [policyKey, consentKey, subjectSecret, hopMaster, webhookSecret, gateways, graphs] = await Promise.all([
    readKey(beside(policyKeyFile), 'own.policyKeyFile'),
    readKey(beside(consentKeyFile), 'own.consentKeyFile'),
    readSecretFile(beside(subjectSecretFile), 'own.subjectSecretFile'),
    readSecretFile(beside(hopMasterFile), 'own.hopMasterFile'),
    readSecretFile(beside(webhookSecretFile), 'own.webhookSecretFile'),
    Promise.all(
      control.gateways.map(async ({ name, secretFile }) => ({
        name,
        secret: await readSecretFile(beside(secretFile), 'own.control.gateways'),
      })),
    ),
    readGraphs(parsed.data.graphs, beside),
  ]);
  return {
    policyKey,
    consentKey,
    subjectSecret,
    hopMaster,
    webhookSecret,
    plugins,
    rollouts: parsed.data.rollouts,
    watching: parsed.data.watching,
    hub: parsed.data.hub,
    graphs,
    control: {
      host: control.host,
      port: control.port,
      gateways,
      tls: control.tls && (await readTls(control.tls, beside)),
    },
    audit: parsed.data.audit && (await readAudit(parsed.data.audit, beside)),
  };
}

async function readTls(
  { keyFile, certFile }: { readonly keyFile: string; readonly certFile: string },
  beside: (file: string) => string,
): Promise<{ readonly key: string; readonly cert: string }> {
  const key = await readNamedFile(beside(keyFile), 'The file that the setting own.control.tls.keyFile names');
  const cert = await readNamedFile(beside(certFile), 'The file that the setting own.control.tls.certFile names');
  if (!belongTogether(key, cert)) {
    throw new StartError(
      'The settings own.control.tls.keyFile and certFile name no key and certificate (PEM) that belong together.',
    );
  }
  return { key, cert };
}

function belongTogether(key: string, cert: string): boolean {
  try {
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

async function readAudit(
  { keyFiles, folder, memoryFile, keepDays, timestampUrl }: NonNullable<z.infer<typeof OwnSettings>['audit']>,
  beside: (file: string) => string,
): Promise<AuditKeeping> {
  const keys = await Promise.all(keyFiles.map((path) => readKey(beside(path), 'own.audit.keyFiles')));
  const timestamp = timestampUrl === undefined ? undefined : timestampAuthority(timestampUrl);
  const memory = memoryFile === undefined ? undefined : sealMemory(beside(memoryFile));
  return { keys: () => keys, folder: beside(folder), keepDays: keepDays ?? null, timestamp, memory };
}

async function readGraphs(
  { keyFiles, keysetFile, schemas, goldenQueriesFile }: z.infer<typeof OwnSettings>['graphs'],
  beside: (file: string) => string,
): Promise<GraphSettings> {
  return {
    keys: await Promise.all(keyFiles.map((path) => readKey(beside(path), 'own.graphs.keyFiles'))),
    keysetFile: beside(keysetFile),
    schemas: await Promise.all(
      Object.entries(schemas).map(async ([name, path]) => ({
        name,
        sdl: await readNamedFile(beside(path), `The file that the setting own.graphs.schemas.${name} names`),
      })),
    ),
    goldenQueries: goldenQueriesFile === undefined ? [] : await readQueries(beside(goldenQueriesFile)),
  };
}

const GoldenQueries = z.array(
  z.strictObject({
    name: z.string().min(1).max(200),
    document: z.string().min(1),
    variables: z.record(z.string(), z.unknown()).default({}),
  }),
);

async function readQueries(path: string): Promise<readonly GoldenQuery[]> {
  const setting = 'The file that the setting own.graphs.goldenQueriesFile names';
  try {
    return GoldenQueries.parse(JSON.parse(await readNamedFile(path, setting)));
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(`${setting} is no list of { name, document, variables }: ${path}.`);
  }
}

async function readKey(path: string, setting: string): Promise<SigningKey> {
  const pem = await readNamedFile(path, `The file that the setting ${setting} names`);
  try {
    return await readSigningKey(pem);
  } catch {
    throw new StartError(`The file that the setting ${setting} names holds no Ed25519 key: ${path}.`);
  }
}
