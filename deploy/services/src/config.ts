import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { StartError } from '@citygraph/contract';

/** Everything a person may set about the services profile. Flags win over the environment. */
export interface ServicesConfig {
  /** TCP port of the gateway, on loopback. */
  readonly port: number;
  /** TCP port of the explorer, on loopback. */
  readonly explorerPort: number;
  /** Folder of databases, settings, secrets, logs. */
  readonly dataDir: string;
  readonly seed: number | null;
  readonly scale: number | null;
  /** MySQL or MariaDB server of your own; null: one is started. */
  readonly database: string | null;
  /** Redis of your own; null: one is started. */
  readonly redis: string | null;
  /** Issuer of a Keycloak of your own with our realm; null: one is started. */
  readonly issuer: string | null;
}

export const FLAGS = `  --port <number>           port of the gateway on loopback (4000, or CITYGRAPH_PORT)
  --explorer-port <number>  port of the explorer on loopback (4001, or CITYGRAPH_EXPLORER_PORT)
  --data <folder>           databases, settings, secrets, logs (.citygraph-services, or CITYGRAPH_DATA)
  --seed <number>           number the synthetic city grows from (2016, or CITYGRAPH_SEED)
  --scale <share>           share of the city's residents, 0.0002 to 0.05 (0.001, or CITYGRAPH_SCALE)
  --database <url>          mysql://user:password@host:port instead of a MariaDB of its own (CITYGRAPH_DATABASE)
  --redis <url>             redis://:password@host:port instead of a Redis of its own (CITYGRAPH_REDIS)
  --issuer <url>            a Keycloak realm instead of a Keycloak of its own (CITYGRAPH_ISSUER)
  --help`;

const OPTIONS = {
  port: { type: 'string' },
  'explorer-port': { type: 'string' },
  data: { type: 'string' },
  seed: { type: 'string' },
  scale: { type: 'string' },
  database: { type: 'string' },
  redis: { type: 'string' },
  issuer: { type: 'string' },
  help: { type: 'boolean' },
} as const;

type Setting = { readonly said: string | undefined; readonly as: string };

export function readConfig(args: readonly string[], env: NodeJS.ProcessEnv = process.env): ServicesConfig | 'help' {
  const flags = parse(args);
  if (flags.help) return 'help';
  const setting = (name: Exclude<keyof typeof OPTIONS, 'help'>): Setting => {
    const variable = `CITYGRAPH_${name.toUpperCase().replace('-', '_')}`;
    return flags[name] === undefined ? { said: env[variable], as: variable } : { said: flags[name], as: `--${name}` };
  };
  const config = {
    port: number(setting('port'), 4000, { min: 1, max: 65535, whole: true }),
    explorerPort: number(setting('explorer-port'), 4001, { min: 1, max: 65535, whole: true }),
    dataDir: resolve(setting('data').said ?? '.citygraph-services'),
    seed: number(setting('seed'), null, { min: 0, max: 2 ** 31 - 1, whole: true }),
    scale: number(setting('scale'), null, { min: 0.0002, max: 0.05, whole: false }),
    database: url(setting('database'), ['mysql:'], 'mysql://user:password@host:port'),
    redis: url(setting('redis'), ['redis:', 'rediss:'], 'redis://:password@host:port'),
    issuer: url(setting('issuer'), ['http:', 'https:'], 'https://sign-on.example/realms/citygraph'),
  };
  if (config.port === config.explorerPort) {
    throw new StartError(`--port and --explorer-port are both ${config.port}: give two different ones.`);
  }
  return config;
}

/** What the hub's processes inherit: no setting of ours among it, so that their one settings file is all they know. */
export function environmentOf(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('CITYGRAPH_')));
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true }).values;
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message.split('.')[0] : error}. Known are:\n${FLAGS}`);
  }
}

function number<F extends number | null>(
  { said, as }: Setting,
  fallback: F,
  { min, max, whole }: { min: number; max: number; whole: boolean },
): number | F {
  if (said === undefined) return fallback;
  const value = said.trim() === '' ? Number.NaN : Number(said);
  if (!(value >= min && value <= max) || (whole && !Number.isInteger(value))) {
    throw new StartError(`${as} is "${said}": give ${whole ? 'a whole number' : 'a number'} from ${min} to ${max}.`);
  }
  return value;
}

function url({ said, as }: Setting, protocols: readonly string[], example: string) {
  if (said === undefined || said === '') return null;
  const parsed = URL.canParse(said) ? new URL(said) : null;
  if (!parsed || !protocols.includes(parsed.protocol)) {
    throw new StartError(`${as} is not a usable address: give one like ${example}.`);
  }
  return said.replace(/\/+$/, '');
}
