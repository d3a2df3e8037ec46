import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { departments, writeOnce } from '@citygraph/all-in-one';
import { generateSigningKey, StartError, writeSigningKey } from '@citygraph/contract';
import { z } from 'zod';

const password = z.string().min(24);
const SecretsFile = z.strictObject({
  /** PKCS #8 PEM: what the gateway signs hop tokens with. */
  hopKey: z.string().startsWith('-----BEGIN PRIVATE KEY-----'),
  /** By department: what its requests are signed with, and its account's password at the database. */
  departments: z.record(z.string(), z.strictObject({ hop: z.string().min(43), database: password })),
  redis: password,
  keycloak: z.strictObject({ admin: password, database: password }),
  /** What the ledger is sealed with (PKCS #8 PEM), and what those whose data is shown are hashed with. Earlier hubs had none. */
  ledger: z
    .strictObject({ seal: z.string().startsWith('-----BEGIN PRIVATE KEY-----'), subjects: z.string().min(43) })
    .optional(),
});

type StoredSecrets = z.infer<typeof SecretsFile>;
export type HubSecrets = StoredSecrets & Required<Pick<StoredSecrets, 'ledger'>>;

const FILE = 'secrets.json';

/** Secrets between the hub's own processes: made once, readable by their owner only. A department that is new gets its own. */
export async function hubSecrets(folder: string): Promise<HubSecrets> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const kept = await stored(join(folder, FILE));
  const secrets: HubSecrets = {
    hopKey: kept?.hopKey ?? writeSigningKey(await generateSigningKey()),
    redis: kept?.redis ?? generate(24),
    keycloak: kept?.keycloak ?? { admin: generate(24), database: generate(24) },
    ledger: kept?.ledger ?? { seal: writeSigningKey(await generateSigningKey()), subjects: generate(32) },
    departments: Object.fromEntries(
      departments.map(({ name }) => [name, kept?.departments[name] ?? { hop: generate(32), database: generate(24) }]),
    ),
  };
  await writeOnce(join(folder, FILE), JSON.stringify(secrets, null, 2));
  return secrets;
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
