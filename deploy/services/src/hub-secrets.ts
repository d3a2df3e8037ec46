import { randomBytes, X509Certificate } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { members, writeOnce } from '@citygraph/all-in-one';
import { generateSigningKey, StartError, writeSigningKey } from '@citygraph/contract';
import { type SelfSigned, selfSigned } from '@citygraph/gateway';
import { openKeyFolder } from '@citygraph/registry';
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
  /** What the registry signs consents with, and what the gateway follows it with. Earlier hubs had none. */
  registry: z.strictObject({ consent: privateKey, control: z.string().min(43) }).optional(),
  /** What the audit chain is sealed with: a key of its own, for whoever witnesses the gateway's ledger must not be able to seal it. Earlier hubs had none. */
  audit: privateKey.optional(),
  /** What the registry's control channel shows gateways that it is itself, PEM. Earlier hubs had none. */
  controlTls: z.strictObject({ key: privateKey, cert: z.string() }).optional(),
  /** By which third parties know people. Earlier hubs had none. */
  sealing: z.string().min(43).optional(),
  /** What plugins' keys and the secrets of webhooks are made of. Earlier hubs had none. */
  plugins: z.strictObject({ hopMaster: z.string().min(43), webhooks: z.string().min(43) }).optional(),
});

type StoredSecrets = z.infer<typeof SecretsFile>;
export interface HubSecrets extends Required<StoredSecrets> {
  readonly keys: HubKeys;
}

/** What graphs and policies are signed with, and who says so; in a folder of their own, which makes them anew in time. */
export interface HubKeys {
  /** JWKS with the root's public key: what gateways pin. */
  readonly root: string;
  /** Signed by the root: who may sign what. */
  readonly keyset: string;
  /** PKCS #8 PEM. */
  readonly graphs: readonly string[];
  readonly policy: string;
  /** What the gateway seals its ledger with, the newest last. */
  readonly ledger: readonly string[];
}

const FILE = 'secrets.json';

/** Secrets between the hub's own processes: made once, readable by their owner only. A department that is new gets its own. */
export async function hubSecrets(folder: string): Promise<HubSecrets> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const kept = await stored(join(folder, FILE));
  const keys = await openKeyFolder(join(folder, 'keys'));
  const newest = (role: 'policy' | 'ledger'): string => {
    const key = keys.signing(role).at(-1);
    if (!key) throw new StartError(`There is no key for ${role} in ${join(folder, 'keys')}.`);
    return writeSigningKey(key);
  };
  const secrets: Required<StoredSecrets> = {
    hopKey: kept?.hopKey ?? writeSigningKey(await generateSigningKey()),
    redis: kept?.redis ?? generate(24),
    keycloak: kept?.keycloak ?? { admin: generate(24), database: generate(24) },
    ledger: kept?.ledger ?? { seal: newest('ledger'), subjects: generate(32) },
    registry: kept?.registry ?? {
      consent: writeSigningKey(await generateSigningKey()),
      control: generate(32),
    },
    audit: kept?.audit ?? writeSigningKey(await generateSigningKey()),
    controlTls: lasting(kept?.controlTls) ?? selfSigned('registry', CERTIFICATE_DAYS * DAY_MS),
    sealing: kept?.sealing ?? generate(32),
    plugins: kept?.plugins ?? { hopMaster: generate(32), webhooks: generate(32) },
    departments: Object.fromEntries(
      members.map(({ name }) => [name, kept?.departments[name] ?? { hop: generate(32), database: generate(24) }]),
    ),
  };
  await writeOnce(join(folder, FILE), JSON.stringify(secrets, null, 2));
  return {
    ...secrets,
    keys: {
      root: JSON.stringify(keys.roots, null, 2),
      keyset: JSON.stringify(keys.keyset()),
      graphs: keys.signing('graphs').map(writeSigningKey),
      policy: newest('policy'),
      // Earlier hubs sealed with a key that was made once; the first of the folder is the same in those that began with one.
      ledger: [...new Set([secrets.ledger.seal, ...keys.signing('ledger').map(writeSigningKey)])],
    },
  };
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

const DAY_MS = 86_400_000;
/** A certificate is made anew when the files are written and less than a third of its time is left. */
const CERTIFICATE_DAYS = 730;

function lasting(tls: SelfSigned | undefined): SelfSigned | null {
  if (!tls) return null;
  const leftMs = new Date(new X509Certificate(tls.cert).validTo).getTime() - Date.now();
  return leftMs > (CERTIFICATE_DAYS / 3) * DAY_MS ? tls : null;
}

const generate = (bytes: number): string => randomBytes(bytes).toString('base64url');
