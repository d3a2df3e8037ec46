import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { nearest, StartError } from '@citygraph/contract';
import { ConfigFile } from './config-file.ts';

export type GatewayConfig = Omit<ConfigFile, 'port' | 'host' | '$schema'> & {
  readonly port: number;
  readonly host: string;
};

export const USAGE =
  'Usage: citygraph-gateway --supergraph <file|url> [--port 4000] [--host 127.0.0.1] [--engine compiled|apollo] [--workers <number>] [--config <file>] [--metrics-port <number>]';

const FLAGS = {
  supergraph: { type: 'string' },
  port: { type: 'string' },
  host: { type: 'string' },
  engine: { type: 'string' },
  workers: { type: 'string' },
  config: { type: 'string' },
  'metrics-port': { type: 'string' },
  help: { type: 'boolean' },
} as const;

/** Flags over file over defaults. */
export async function readConfig(argv: readonly string[]): Promise<GatewayConfig | 'help'> {
  const flags = readFlags(argv);
  if (flags.help) return 'help';
  const { $schema: _, ...file } = flags.config === undefined ? {} : await readConfigFile(flags.config);
  const supergraph = flags.supergraph ?? file.supergraph;
  assertOneSource({ ...file, supergraph });
  assertEvidence({ ...file, supergraph });
  assertTiers(file);
  const ledger = witnessed(file);
  const { metricsPort = file.metricsPort, engine = file.engine, workers = file.workers } = flags;
  return {
    ...file,
    ...(supergraph && { supergraph }),
    ...(ledger && { ledger }),
    port: flags.port ?? file.port ?? 4000,
    host: flags.host ?? file.host ?? '127.0.0.1',
    ...(metricsPort !== undefined && { metricsPort }),
    ...(engine !== undefined && { engine }),
    ...(workers !== undefined && { workers }),
  };
}

/** Decisions about third parties come with the duty to write down what they get. */
function assertEvidence({ registry, policy, ledger }: ConfigFile): void {
  const brings = registry ? 'registry' : 'policy';
  if (ledger || !(registry || policy)) return;
  throw new StartError(
    `The setting ledger is missing: with ${brings}, third parties get personal data, and none without evidence. Give it folder, keyFile and subjectSecretFile.`,
  );
}

/** With a registry, evidence that does not reach it is what no resident sees. */
function witnessed({ registry, ledger, subgraphs = {} }: ConfigFile): ConfigFile['ledger'] {
  if (!registry || !ledger || ledger.witness !== undefined) return ledger;
  if (subgraphs.registry?.hop) return { ...ledger, witness: 'registry' };
  throw new StartError(
    'The setting ledger.witness is missing: with registry, the evidence is brought to it, or no resident sees who had their data. Name the registry among subgraphs, with its hop.',
  );
}

/** Whoever is named without a word of what it is would be guarded against by nothing, and believed to be. */
function assertTiers({ subgraphs = {}, policy }: ConfigFile): void {
  const isGuarded = policy || Object.values(subgraphs).some(({ tier = 'foreign' }) => tier !== 'foreign');
  const [name] = Object.entries(subgraphs).find(([, { tier }]) => tier === undefined) ?? [];
  if (!isGuarded || name === undefined) return;
  throw new StartError(
    `The setting subgraphs.${name}.tier is missing: beside departments, vendors or a policy it must be said. Give department with a hop, vendor, or foreign, which nothing is guarded against.`,
  );
}

/** Graphs and policy come from a registry, or each from a source of its own. */
function assertOneSource({ supergraph, registry, policy, subgraphs = {} }: ConfigFile): void {
  if (!registry) {
    if (supergraph) return;
    throw new StartError(`The setting supergraph is missing: give --supergraph <file|url>. ${USAGE}`);
  }
  if (supergraph) throw new StartError('The settings supergraph and registry are both there: take one of them out.');
  if (policy)
    throw new StartError('The setting policy is wrong: with registry, the policy is the registry’s. Take it out.');
  const other = Object.entries(subgraphs).find(([, { tier }]) => tier !== 'department');
  if (!other) return;
  throw new StartError(
    `The setting subgraphs.${other[0]} is wrong: with registry it says where departments are, and plugins are where the signed graph says.`,
  );
}

function readFlags(argv: readonly string[]) {
  try {
    const { values } = parseArgs({ args: [...argv], options: FLAGS });
    return {
      help: values.help,
      supergraph: values.supergraph,
      host: values.host,
      config: values.config,
      port: numberOf('--port', values.port, [0, 65_535], 'a port number'),
      metricsPort: numberOf('--metrics-port', values['metrics-port'], [0, 65_535], 'a port number'),
      engine: engineOf(values.engine),
      workers: numberOf('--workers', values.workers, [1, 64], 'a number of processes'),
    };
  } catch (error) {
    if (error instanceof StartError) throw error;
    const unknown = /Unknown option '--([^']+)'/.exec(String(error))?.[1];
    const meant = unknown && nearest(unknown, Object.keys(FLAGS));
    if (meant) throw new StartError(`There is no flag --${unknown}: do you mean --${meant}? ${USAGE}`);
    throw new StartError(`${error instanceof Error ? error.message : String(error)} ${USAGE}`);
  }
}

function numberOf(
  flag: string,
  text: string | undefined,
  [least, most]: readonly [number, number],
  what: string,
): number | undefined {
  if (text === undefined) return undefined;
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new StartError(`${flag} must be ${what} from ${least} to ${most}, not ${JSON.stringify(text)}.`);
}

function engineOf(text: string | undefined): GatewayConfig['engine'] {
  if (text === undefined || text === 'compiled' || text === 'apollo') return text;
  throw new StartError(`--engine must be compiled or apollo, not ${JSON.stringify(text)}.`);
}

/** Files in a settings file are named from where it is. */
function namedFromHere(file: ConfigFile, folder: string): ConfigFile {
  const from = (path: string): string => resolve(folder, path);
  const {
    supergraph,
    hopKeyFile,
    identity,
    subgraphs,
    policy,
    sealing,
    ledger,
    trustedDocuments,
    countersFile,
    registry,
  } = file;
  return {
    ...file,
    ...(supergraph && { supergraph: sourceFromHere(supergraph, from) }),
    ...(hopKeyFile && { hopKeyFile: from(hopKeyFile) }),
    ...(countersFile && { countersFile: from(countersFile) }),
    ...(policy && { policy: policyFromHere(policy, from) }),
    ...(registry && { registry: registryFromHere(registry, from) }),
    ...(trustedDocuments && { trustedDocuments: from(trustedDocuments) }),
    ...(ledger && {
      ledger: {
        ...ledger,
        folder: from(ledger.folder),
        ...(ledger.keyFile && { keyFile: from(ledger.keyFile) }),
        ...(ledger.keyFiles && { keyFiles: ledger.keyFiles.map(from) }),
        subjectSecretFile: from(ledger.subjectSecretFile),
      },
    }),
    ...(sealing && { sealing: sealing.map(({ id, secretFile }) => ({ id, secretFile: from(secretFile) })) }),
    ...(identity && { identity: identityFrom(identity, from) }),
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

type FromHere = (path: string) => string;

const sourceFromHere = (source: string, from: FromHere): string => (/^https?:/i.test(source) ? source : from(source));

function identityFrom(
  { keyCacheFile, introspection, ...identity }: NonNullable<ConfigFile['identity']>,
  from: (path: string) => string,
): NonNullable<ConfigFile['identity']> {
  const asking = introspection && { ...introspection, secretFile: from(introspection.secretFile) };
  return { ...identity, keyCacheFile: from(keyCacheFile), ...(asking && { introspection: asking }) };
}

function policyFromHere(policy: NonNullable<ConfigFile['policy']>, from: FromHere): NonNullable<ConfigFile['policy']> {
  const { subjectSecretFile, secretFile, lastGoodFile } = policy;
  return {
    ...policy,
    from: sourceFromHere(policy.from, from),
    keysFile: from(policy.keysFile),
    ...(subjectSecretFile && { subjectSecretFile: from(subjectSecretFile) }),
    ...(secretFile && { secretFile: from(secretFile) }),
    ...(lastGoodFile && { lastGoodFile: from(lastGoodFile) }),
  };
}

type RegistrySettings = NonNullable<ConfigFile['registry']>;

function registryFromHere(registry: RegistrySettings, from: FromHere): RegistrySettings {
  const { secretFile, rootKeysFile, hopMasterFile, folder, subjectSecretFile } = registry;
  return {
    ...registry,
    secretFile: from(secretFile),
    rootKeysFile: from(rootKeysFile),
    hopMasterFile: from(hopMasterFile),
    folder: from(folder),
    ...(subjectSecretFile && { subjectSecretFile: from(subjectSecretFile) }),
  };
}

async function readConfigFile(path: string): Promise<ConfigFile> {
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
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const setting = [...issue.path, key].join('.');
    const meant = issue.path.length === 0 ? nearest(key, Object.keys(ConfigFile.shape)) : null;
    const hint = meant ? `do you mean ${meant}?` : 'it is not known.';
    throw new StartError(`The setting ${setting} in ${path} is wrong: ${hint}`);
  }
  const setting = issue?.path.join('.') || 'file';
  throw new StartError(`The setting ${setting} in ${path} is wrong: ${issue?.message ?? 'it does not fit'}.`);
}
