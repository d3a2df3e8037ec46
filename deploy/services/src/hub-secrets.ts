import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { members, writeOnce } from '@citygraph/all-in-one';
import { generateSigningKey, readSigningKey, StartError, writeSigningKey } from '@citygraph/contract';
import { z } from 'zod';

const password = z.string().min(24);
const privateKey = z.string().startsWith('-----BEGIN PRIVATE KEY-----');
const SecretsFile = z.strictObject({
  /** PKCS #8 PEM: what the gateway signs hop tokens with. */
  hopKey: privateKey,
  /** By department, the registry among them: what its requests are signed with, and its account's password at the database. */
  departments: z.record(z.string(), z.strictObject({ hop: z.string().min(43), database: password })),
  redis: password,
  keycloak: z.strictObject({ admin: password, database: password }),
  /** What the ledger is sealed with (PKCS #8 PEM), and what those whose data is shown are hashed with. Earlier hubs had none. */
  ledger: z.strictObject({ seal: privateKey, subjects: z.string().min(43) }).optional(),
  /** What the registry signs policies and consents with, and what the gateway follows it with. Earlier hubs had none. */
  registry: z.strictObject({ policy: privateKey, consent: privateKey, control: z.string().min(43) }).optional(),
  /** By which third parties know people. Earlier hubs had none. */
  sealing: z.string().min(43).optional(),
});

type StoredSecrets = z.infer<typeof SecretsFile>;
export interface HubSecrets extends Required<StoredSecrets> {
  /** JWKS of those whose policies are believed. */
  readonly policyKeys: string;
}

const FILE = 'secrets.json';

/** Secrets between the hub's own processes: made once, readable by their owner only. A department that is new gets its own. */
export async function hubSecrets(folder: string): Promise<HubSecrets> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const kept = await stored(join(folder, FILE));
  const secrets: Required<StoredSecrets> = {
    hopKey: kept?.hopKey ?? writeSigningKey(await generateSigningKey()),
    redis: kept?.redis ?? generate(24),
    keycloak: kept?.keycloak ?? { admin: generate(24), database: generate(24) },
    ledger: kept?.ledger ?? { seal: writeSigningKey(await generateSigningKey()), subjects: generate(32) },
    registry: kept?.registry ?? {
      policy: writeSigningKey(await generateSigningKey()),
      consent: writeSigningKey(await generateSigningKey()),
      control: generate(32),
    },
    sealing: kept?.sealing ?? generate(32),
    departments: Object.fromEntries(
      members.map(({ name }) => [name, kept?.departments[name] ?? { hop: generate(32), database: generate(24) }]),
    ),
  };
  await writeOnce(join(folder, FILE), JSON.stringify(secrets, null, 2));
  const { publicJwk } = await readSigningKey(secrets.registry.policy);
  return { ...secrets, policyKeys: JSON.stringify({ keys: [publicJwk] }, null, 2) };
}

async function stored(file: string): Promise<StoredSecrets | null> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new StartError(`${file} cannot be read (${error.code}): make it readable for you.`);
  });
  if (text === null) return null;
  try {
    return SecretsFile.parse(JSON.parse(text));
  } catch {
    throw new StartError(
      `${file} is not what was written there: restore it, or remove it together with the databases it opens.`,
    );
  }
}

const generate = (bytes: number): string => randomBytes(bytes).toString('base64url');
