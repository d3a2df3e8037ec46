import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { StartError } from '@citygraph/contract';
import { z } from 'zod';

const port = z.number().int().min(0).max(65_535);
const count = z.number().int().positive();

const ConfigFile = z.strictObject({
  /** File or URL of a supergraph. */
  supergraph: z.string().min(1).optional(),
  port: port.optional(),
  host: z.string().min(1).optional(),
  /** Port of `/metrics` on loopback; 0 chooses one; absent: none. */
  metricsPort: port.optional(),
  cors: z.array(z.url({ protocol: /^https?$/ })).optional(),
  introspection: z.enum(['everyone', 'signed-in']).optional(),
  subgraphTimeoutMs: count.optional(),
  limits: z
    .strictObject({
      bodyBytes: count,
      tokens: count,
      depth: count,
      introspectionDepth: count,
      aliases: count,
      directives: count,
      selections: count,
      cost: count,
    })
    .partial()
    .optional(),
  /** Addresses instead of the supergraph's own, by subgraph; which are the city's departments, and what theirs are signed with. */
  subgraphs: z
    .record(
      z.string(),
      z
        .strictObject({
          url: z.url({ protocol: /^https?$/ }),
          tier: z.enum(['department', 'foreign']).optional(),
          /** The secret is in the file, 32 bytes or more in base64url. */
          hop: z.strictObject({ keyId: z.string().min(1), secretFile: z.string().min(1) }).optional(),
        })
        .refine(({ tier, hop }) => (tier === 'department') === (hop !== undefined), {
          error: 'tier department and hop go together: give both or neither',
        }),
    )
    .optional(),
  /** Ed25519 private key in PKCS #8 PEM that hop tokens are signed with; all gateways of one hub share it. */
  hopKeyFile: z.string().min(1).optional(),
  /** Without it everyone is anonymous. */
  identity: z
    .strictObject({
      issuer: z.url({ protocol: /^https?$/ }),
      audience: z.string().optional(),
      /** Where the issuer's keys are fetched, when that is not under the issuer's own address (inside a private network). */
      jwksUrl: z.url({ protocol: /^https?$/ }).optional(),
      keyCacheFile: z.string(),
    })
    .optional(),
});

export type GatewayConfig = Omit<z.infer<typeof ConfigFile>, 'supergraph' | 'port' | 'host'> & {
  readonly supergraph: string;
  readonly port: number;
  readonly host: string;
};

export const USAGE =
  'Usage: citygraph-gateway --supergraph <file|url> [--port 4000] [--host 127.0.0.1] [--config <file>] [--metrics-port <number>]';

/** Flags over file over defaults. */
export async function readConfig(argv: readonly string[]): Promise<GatewayConfig | 'help'> {
  const flags = readFlags(argv);
  if (flags.help) return 'help';
  const file = flags.config === undefined ? {} : await readConfigFile(flags.config);
  const supergraph = flags.supergraph ?? file.supergraph;
  if (!supergraph) throw new StartError(`The setting supergraph is missing: give --supergraph <file|url>. ${USAGE}`);
  return {
    ...file,
    supergraph,
    port: flags.port ?? file.port ?? 4000,
    host: flags.host ?? file.host ?? '127.0.0.1',
    metricsPort: flags.metricsPort ?? file.metricsPort,
  };
}

function readFlags(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      strict: true,
      options: {
        supergraph: { type: 'string' },
        port: { type: 'string' },
        host: { type: 'string' },
        config: { type: 'string' },
        'metrics-port': { type: 'string' },
        help: { type: 'boolean' },
      },
    });
    return {
      help: values.help,
      supergraph: values.supergraph,
      host: values.host,
      config: values.config,
      port: numberOf('--port', values.port),
      metricsPort: numberOf('--metrics-port', values['metrics-port']),
    };
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(`${error instanceof Error ? error.message : String(error)} ${USAGE}`);
  }
}

function numberOf(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const parsed = port.safeParse(/^\d+$/.test(text) ? Number(text) : Number.NaN);
  if (!parsed.success)
    throw new StartError(`${flag} must be a port number from 0 to 65535, not ${JSON.stringify(text)}.`);
  return parsed.data;
}

/** Files in a settings file are named from where it is. */
function namedFromHere(file: z.infer<typeof ConfigFile>, folder: string): z.infer<typeof ConfigFile> {
  const from = (path: string): string => resolve(folder, path);
  const { supergraph, hopKeyFile, identity, subgraphs } = file;
  return {
    ...file,
    ...(supergraph && { supergraph: /^https?:/.test(supergraph) ? supergraph : from(supergraph) }),
    ...(hopKeyFile && { hopKeyFile: from(hopKeyFile) }),
    ...(identity && { identity: { ...identity, keyCacheFile: from(identity.keyCacheFile) } }),
    ...(subgraphs && {
      subgraphs: Object.fromEntries(
        Object.entries(subgraphs).map(([name, { hop, ...target }]) => [
          name,
          { ...target, ...(hop && { hop: { ...hop, secretFile: from(hop.secretFile) } }) },
        ]),
      ),
    }),
  };
}

async function readConfigFile(path: string): Promise<z.infer<typeof ConfigFile>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    throw new StartError(`The file that --config names cannot be read: ${path}.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new StartError(`The file that --config names is not JSON: ${path}.`);
  }
  const parsed = ConfigFile.safeParse(value);
  if (parsed.success) return namedFromHere(parsed.data, dirname(path));
  const [issue] = parsed.error.issues;
  const setting = issue?.path.join('.') || (issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : 'file');
  throw new StartError(`The setting ${setting} in ${path} is wrong: ${issue?.message ?? 'it does not fit'}.`);
}
