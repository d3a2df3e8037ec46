import { readSigningKey, type SigningKey, StartError } from '@citygraph/contract';
import { readNamedFile, readSecretFile } from '@citygraph/kit';
import { z } from 'zod';
import type { ControlOptions } from '../control/serve-control.ts';
import type { FirstPartySchema } from '../first-party-release/import-first-party.ts';

const file = z.string().min(1);
const OwnSettings = z.strictObject({
  /** The graph that the catalogue is made from. */
  supergraphFile: file,
  /** Ed25519 keys in PKCS #8 PEM: what bundles and consents are signed with. */
  policyKeyFile: file,
  consentKeyFile: file,
  /** 32 bytes or more in base64url: what gateways hash subjects with in the ledger. */
  subjectSecretFile: file,
  /** What graphs are made of and signed with; left out: gateways have theirs from a file. */
  graphs: z
    .strictObject({
      /** One key, or the old and the new one while it is rotated. */
      keyFiles: z.array(file).min(1).max(2),
      /** Signed by the root key: who may sign what. */
      keysetFile: file,
      /** `schema.graphql` of each of the city's own subgraphs, by name. */
      schemas: z.record(z.string().regex(/^[a-z][a-z0-9-]{0,30}$/), file),
    })
    .optional(),
  /** Where gateways follow what people decide. */
  control: z.strictObject({
    host: z.string().min(1).default('127.0.0.1'),
    port: z.int().min(0).max(65_535).default(0),
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
}

export interface RegistrySettings {
  readonly supergraphSdl: string;
  readonly policyKey: SigningKey;
  readonly consentKey: SigningKey;
  readonly subjectSecret: Uint8Array;
  /** null: graphs are not this registry's business. */
  readonly graphs: GraphSettings | null;
  readonly control: ControlOptions;
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
  const { supergraphFile, policyKeyFile, consentKeyFile, subjectSecretFile, control, graphs } = parsed.data;
  const [supergraphSdl, policyKey, consentKey, subjectSecret, gateways, graphSettings] = await Promise.all([
    readNamedFile(beside(supergraphFile), 'The file that the setting own.supergraphFile names'),
    readKey(beside(policyKeyFile), 'own.policyKeyFile'),
    readKey(beside(consentKeyFile), 'own.consentKeyFile'),
    readSecretFile(beside(subjectSecretFile), 'own.subjectSecretFile'),
    Promise.all(
      control.gateways.map(async ({ name, secretFile }) => ({
        name,
        secret: await readSecretFile(beside(secretFile), 'own.control.gateways'),
      })),
    ),
    graphs ? readGraphs(graphs, beside) : null,
  ]);
  return {
    supergraphSdl,
    policyKey,
    consentKey,
    subjectSecret,
    graphs: graphSettings,
    control: { ...control, gateways },
  };
}

async function readGraphs(
  { keyFiles, keysetFile, schemas }: NonNullable<z.infer<typeof OwnSettings>['graphs']>,
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
  };
}

async function readKey(path: string, setting: string): Promise<SigningKey> {
  const pem = await readNamedFile(path, `The file that the setting ${setting} names`);
  try {
    return await readSigningKey(pem);
  } catch {
    throw new StartError(`The file that the setting ${setting} names holds no Ed25519 key: ${path}.`);
  }
}
