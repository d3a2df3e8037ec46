import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type HopSecret, StartError } from '@citygraph/contract';
import { z } from 'zod';

const DepartmentFile = z.strictObject({
  /** Where it listens; default: loopback, any free port. */
  host: z.string().min(1).default('127.0.0.1'),
  port: z.int().min(0).max(65_535).default(0),
  /** File that holds the database's address: `sqlite:<file>`, or `mysql://user:password@host:port/schema`. */
  databaseFile: z.string().min(1),
  hub: z.strictObject({
    /** The gateway's `/.well-known/citygraph-keys`. */
    keysUrl: z.url({ protocol: /^https?$/ }),
    /** What the gateway signs its requests with; two while one is being rotated. The file holds the secret in base64url. */
    secrets: z
      .array(z.strictObject({ keyId: z.string().min(1), file: z.string().min(1) }))
      .min(1)
      .max(2),
  }),
  /**
   * File that holds the address of the Redis of all replicas, `redis://:password@host:port`: a request that one of them took, no
   * other takes again. Without it each process remembers its own.
   */
  replaysFile: z.string().min(1).optional(),
  /** The synthetic city that fills an empty database; null: it stays empty. */
  city: z
    .strictObject({ seed: z.int().min(0), scale: z.number().min(0.0002).max(0.05) })
    .nullable()
    .default(null),
});

export interface DepartmentSettings
  extends Omit<z.infer<typeof DepartmentFile>, 'databaseFile' | 'replaysFile' | 'hub'> {
  readonly database: string;
  readonly replays: string | null;
  readonly keysUrl: string;
  readonly secrets: readonly HopSecret[];
}

/** What the one settings file of a department's process says, secrets read; anything wrong is a sentence that names it. */
export async function readDepartmentSettings(path: string): Promise<DepartmentSettings> {
  const text = await readNamed(path, 'The file that --config names');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new StartError(`The file that --config names is not JSON: ${path}.`);
  }
  const parsed = DepartmentFile.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const setting = issue?.path.join('.') || (issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : 'file');
    throw new StartError(`The setting ${setting} in ${path} is wrong: ${issue?.message ?? 'it does not fit'}.`);
  }
  const { databaseFile, replaysFile, hub, ...settings } = parsed.data;
  /** Files are named from where the settings are. */
  const beside = (file: string) => resolve(dirname(path), file);
  return {
    ...settings,
    database: await readAddress(beside(databaseFile), 'databaseFile', /^(sqlite:.|mysql:\/\/[^/]+\/\w)/),
    replays: replaysFile === undefined ? null : await readAddress(beside(replaysFile), 'replaysFile', /^rediss?:\/\//),
    keysUrl: hub.keysUrl,
    secrets: await Promise.all(
      hub.secrets.map(async ({ keyId, file }) => ({ keyId, secret: await readSecret(beside(file)) })),
    ),
  };
}

/** The address itself is never said: it may hold a password. */
async function readAddress(file: string, setting: string, begins: RegExp): Promise<string> {
  const address = (await readNamed(file, `The file that the setting ${setting} names`)).trim();
  if (begins.test(address) && URL.canParse(address)) return address;
  throw new StartError(`The file that the setting ${setting} names holds no usable address: ${file}.`);
}

async function readSecret(file: string): Promise<Uint8Array> {
  const text = (await readNamed(file, 'The file that the setting hub.secrets names')).trim();
  const secret = Buffer.from(text, 'base64url');
  if (!/^[\w-]+$/.test(text) || secret.length < 32) {
    throw new StartError(`The secret in ${file} is not usable: it must be 32 bytes or more in base64url.`);
  }
  return secret;
}

async function readNamed(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new StartError(`${what} cannot be read: ${path}.`);
  }
}
