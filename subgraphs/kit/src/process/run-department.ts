import { parseArgs } from 'node:util';
import { StartError } from '@citygraph/contract';
import { remoteHopKeys } from '@citygraph/plugin-sdk';
import { seedOnce } from '../seed-once.ts';
import { type RunningSubgraph, serve } from '../serve.ts';
import type { Subgraph } from '../subgraph.ts';
import { readDepartmentSettings } from './department-settings.ts';

/** What a department's process fills an empty database from. */
export type CityMaker = (numbers: { seed: number; scale: number }) => { readonly seed: number; readonly scale: number };

/** What a department does with what only it is told: `own` of its settings, files in it named from where they are. */
export type OpenDepartment = (
  own: Readonly<Record<string, unknown>>,
  beside: (file: string) => string,
) => Promise<OpenedDepartment>;

export interface OpenedDepartment {
  readonly subgraph: Subgraph;
  /** Runs once it serves, and before anybody is told that it does; the answer is called before the database closes. */
  readonly attend: (running: RunningSubgraph, log: Log) => Promise<() => Promise<void>>;
}

type Log = (line: Readonly<Record<string, unknown>>) => void;

/** The longest a process takes to end after SIGTERM. */
const END_MS = 12_000;

/**
 * A department as a process of its own: `main.js --config <file>`. It migrates, seeds an empty database, serves until SIGTERM, answers
 * what is in flight, and ends. It says `<name> listens at <url>` on stdout; log lines are JSON on stderr.
 */
export async function runDepartment(
  department: Subgraph,
  makeCity: CityMaker,
  open: OpenDepartment = openPlain(department),
  argv: readonly string[] = process.argv.slice(2),
): Promise<void> {
  const stopping = new Promise<void>((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
  try {
    const running = await start(department, makeCity, open, argv);
    if (!running) return;
    process.stdout.write(`${department.name} listens at ${running.url}\n`);
    await stopping;
    setTimeout(() => process.exit(1), END_MS).unref();
    await running.close();
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${error instanceof StartError ? error.message : stackOf(error)}\n`);
    process.exit(1);
  }
}

/** A department that is told nothing else. */
const openPlain =
  (subgraph: Subgraph): OpenDepartment =>
  async (own) => {
    const [setting] = Object.keys(own);
    if (setting !== undefined)
      throw new StartError(`The setting own.${setting} is wrong: ${subgraph.name} has none of its own.`);
    return { subgraph, attend: async () => async () => {} };
  };

async function start(department: Subgraph, makeCity: CityMaker, open: OpenDepartment, argv: readonly string[]) {
  const usage = `Usage: ${department.name} --config <file>. The file is described in subgraphs/kit/README.md.`;
  const { config, help } = readFlags(argv, usage);
  if (help) {
    process.stdout.write(`${usage}\n`);
    return null;
  }
  if (config === undefined) throw new StartError(`The settings are missing. ${usage}`);
  const settings = await readDepartmentSettings(config);
  const { host, port, database, keysUrl, secrets, replays: redis, city } = settings;
  const { subgraph, attend } = await open(settings.own, settings.beside);
  const log: Log = (line) => void process.stderr.write(`${JSON.stringify(line)}\n`);
  // Loaded where it is wanted: the embedded hub and most tests go without.
  const replays = redis
    ? await import('./redis-replay-cache.ts').then((room) => room.redisReplayCache(redis, department.name, log))
    : null;
  try {
    const running = await serve({
      subgraph,
      database,
      host,
      port,
      log,
      verify: {
        audience: department.name,
        keys: remoteHopKeys(keysUrl),
        secrets: () => secrets,
        ...(replays && { replays }),
      },
      prepare: async (orm) => city && seedOnce(orm, department, makeCity(city)),
    });
    const leave = await attend(running, log).catch(async (error: unknown) => {
      await running.close();
      throw error;
    });
    return {
      url: running.url,
      async close() {
        await leave();
        await running.close();
        await replays?.close();
      },
    };
  } catch (error) {
    await replays?.close();
    throw portError(error, host, port);
  }
}

function readFlags(argv: readonly string[], usage: string) {
  try {
    return parseArgs({
      args: [...argv],
      strict: true,
      options: { config: { type: 'string' }, help: { type: 'boolean' } },
    }).values;
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message : String(error)} ${usage}`);
  }
}

function portError(error: unknown, host: string, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return new StartError(`Port ${port} is in use by another program: change the setting port.`);
  if (code === 'EADDRNOTAVAIL')
    return new StartError(`The address ${host} is not this machine's: change the setting host.`);
  return error;
}

const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
