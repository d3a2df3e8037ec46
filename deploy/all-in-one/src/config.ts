import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { StartError } from '@citygraph/contract';

/** Everything a person may set about the hub. Flags win over the environment. */
export interface HubConfig {
  /** TCP port of the one endpoint, on loopback. */
  readonly port: number;
  /** Folder of databases, keys and demo credentials. */
  readonly dataDir: string;
  /** Number the synthetic city grows from; null: the one the data folder holds, or 2016. */
  readonly seed: number | null;
  /** Share of the city's 5.15 million residents, e.g. 0.001; null: the one the data folder holds, or 0.001. */
  readonly scale: number | null;
  /** MySQL or MariaDB server, `mysql://user:password@host:port`; null: SQLite files in `dataDir`. */
  readonly database: string | null;
  /** Issuer of an external OpenID provider with our realm; null: the embedded stand-in. */
  readonly issuer: string | null;
  /** May a document that is not one of the explorer's questions touch sensitive data (S4, I)? */
  readonly adHocSensitive: boolean;
  /** Who executes queries: the hub's own engine, or Apollo's for comparison. */
  readonly engine: 'compiled' | 'apollo';
  /** `host:port` pairs on this machine where plugins may be; they are asked over http. */
  readonly plugins: readonly string[];
  /** What each step of a rollout must have seen before the next: calls or minutes, whichever comes first. */
  readonly rollouts: { readonly calls: number; readonly minutes: number };
  /** Do the demo city's vendors run, and publish themselves at the first start? */
  readonly vendors: boolean;
}

export const FLAGS = `  --port <number>        port on loopback (4000, or CITYGRAPH_PORT)
  --data <folder>        databases, keys, demo credentials (.citygraph, or CITYGRAPH_DATA)
  --seed <number>        number the synthetic city grows from (2016, or CITYGRAPH_SEED)
  --scale <share>        share of the city's residents, 0.0002 to 0.05 (0.001, or CITYGRAPH_SCALE)
  --database <url>       mysql://user:password@host:port instead of SQLite files (CITYGRAPH_DATABASE)
  --issuer <url>         external OpenID provider with our realm instead of the embedded one (CITYGRAPH_ISSUER)
  --ad-hoc-sensitive <on|off>  may any document touch S4 and I, or the explorer's only (on, or CITYGRAPH_AD_HOC_SENSITIVE)
  --engine <compiled|apollo>   who executes queries: our engine, or the reference (compiled, or CITYGRAPH_ENGINE)
  --plugins <addresses>  where plugins on this machine may be, e.g. localhost:4101,localhost:4102 (none, or CITYGRAPH_PLUGINS)
  --rollout-calls <number>     calls that a step of a rollout must have seen before the next (100, or CITYGRAPH_ROLLOUT_CALLS) …
  --rollout-minutes <number>   … or minutes, whichever comes first (10, or CITYGRAPH_ROLLOUT_MINUTES)
  --no-vendors           leave out the demo city's vendors (CITYGRAPH_VENDORS=off)
  --help`;

const OPTIONS = {
  port: { type: 'string' },
  data: { type: 'string' },
  seed: { type: 'string' },
  scale: { type: 'string' },
  database: { type: 'string' },
  issuer: { type: 'string' },
  'ad-hoc-sensitive': { type: 'string' },
  engine: { type: 'string' },
  plugins: { type: 'string' },
  'rollout-calls': { type: 'string' },
  'rollout-minutes': { type: 'string' },
  'no-vendors': { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

export function readConfig(args: readonly string[], env: NodeJS.ProcessEnv = process.env): HubConfig | 'help' {
  const flags = parse(args);
  if (flags.help) return 'help';
  const setting = (
    name: Exclude<keyof typeof OPTIONS, 'help' | 'no-vendors'>,
  ): { said: string | undefined; as: string } => {
    const variable = `CITYGRAPH_${name.toUpperCase().replaceAll('-', '_')}`;
    return flags[name] === undefined ? { said: env[variable], as: variable } : { said: flags[name], as: `--${name}` };
  };
  return {
    port: number(setting('port'), 4000, { min: 1, max: 65535, whole: true }),
    dataDir: resolve(setting('data').said ?? '.citygraph'),
    seed: number(setting('seed'), null, { min: 0, max: 2 ** 31 - 1, whole: true }),
    scale: number(setting('scale'), null, { min: 0.0002, max: 0.05, whole: false }),
    database: url(setting('database'), ['mysql:'], 'mysql://user:password@host:port'),
    issuer: url(setting('issuer'), ['http:', 'https:'], 'https://sign-on.example/realms/citygraph'),
    adHocSensitive: onOrOff(setting('ad-hoc-sensitive')),
    engine: engineOf(setting('engine')),
    plugins: loopbackAddresses(setting('plugins')),
    rollouts: {
      calls: number(setting('rollout-calls'), 100, { min: 0, max: 1_000_000, whole: true }),
      minutes: number(setting('rollout-minutes'), 10, { min: 0, max: 1_440, whole: true }),
    },
    vendors: flags['no-vendors'] !== true && onOrOff({ said: env.CITYGRAPH_VENDORS, as: 'CITYGRAPH_VENDORS' }),
  };
}

/** What a seeding process is told besides its flags. */
export const environmentOfSeeding = ({ database }: HubConfig, env = process.env): NodeJS.ProcessEnv => ({
  ...env,
  ...(database && { CITYGRAPH_DATABASE: database }),
});

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true }).values;
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message.split('.')[0] : error}. Known are:\n${FLAGS}`);
  }
}

function number<F extends number | null>(
  { said, as }: { said: string | undefined; as: string },
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

function onOrOff({ said = 'on', as }: { said: string | undefined; as: string }): boolean {
  if (said !== 'on' && said !== 'off') throw new StartError(`${as} is "${said}": give on or off.`);
  return said === 'on';
}

function engineOf({ said = 'compiled', as }: { said: string | undefined; as: string }): HubConfig['engine'] {
  if (said !== 'compiled' && said !== 'apollo') throw new StartError(`${as} is "${said}": give compiled or apollo.`);
  return said;
}

function loopbackAddresses({ said = '', as }: { said: string | undefined; as: string }): readonly string[] {
  const addresses = said.split(',').flatMap((part) => part.trim() || []);
  const wrong = addresses.find(
    (address) => !/^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\]):\d{1,5}$/.test(address),
  );
  if (wrong !== undefined) {
    throw new StartError(`${as} names ${JSON.stringify(wrong)}: give addresses of this machine, like localhost:4101.`);
  }
  return addresses;
}

function url({ said, as }: { said: string | undefined; as: string }, protocols: readonly string[], example: string) {
  if (said === undefined || said === '') return null;
  const parsed = URL.canParse(said) ? new URL(said) : null;
  if (!parsed || !protocols.includes(parsed.protocol)) {
    throw new StartError(`${as} is not a usable address: give one like ${example}.`);
  }
  return said.replace(/\/+$/, '');
}
