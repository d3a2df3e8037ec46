import { dirname, resolve } from 'node:path';
import { type HopSecret, StartError } from '@citygraph/contract';
import { z } from 'zod';
import { readNamedFile, readSecretFile } from './setting-files.ts';

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
  /** What only this department is told; it knows itself what that may be. */
  own: z.record(z.string(), z.unknown()).default({}),
});

export interface DepartmentSettings
  extends Omit<z.infer<typeof DepartmentFile>, 'databaseFile' | 'replaysFile' | 'hub'> {
  readonly database: string;
  readonly replays: string | null;
  readonly keysUrl: string;
  readonly secrets: readonly HopSecret[];
  /** A path that the settings name, from where they are. */
  readonly beside: (file: string) => string;
}

/** What the one settings file of a department's process says, secrets read; anything wrong is a sentence that names it. */
export async function readDepartmentSettings(path: string): Promise<DepartmentSettings> {
  const text = await readNamedFile(path, 'The file that --config names');
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
    beside,
    database: await readAddress(beside(databaseFile), 'databaseFile', /^(sqlite:.|mysql:\/\/[^/]+\/\w)/),
    replays: replaysFile === undefined ? null : await readAddress(beside(replaysFile), 'replaysFile', /^rediss?:\/\//),
    keysUrl: hub.keysUrl,
    secrets: await Promise.all(
      hub.secrets.map(async ({ keyId, file }) => ({
        keyId,
        secret: await readSecretFile(beside(file), 'hub.secrets'),
      })),
    ),
  };
}

/** The address itself is never said: it may hold a password. */
async function readAddress(file: string, setting: string, begins: RegExp): Promise<string> {
  const address = (await readNamedFile(file, `The file that the setting ${setting} names`)).trim();
  if (begins.test(address) && URL.canParse(address)) return address;
  throw new StartError(`The file that the setting ${setting} names holds no usable address: ${file}.`);
}
