import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '@citygraph/services';
import { endProcess } from '../processes/end-process.ts';

const house = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
export const CITYGRAPH = house('plugin-sdk/cli/bin/citygraph.js');
const CREATE = house('plugin-sdk/create/bin/create-citygraph-plugin.js');
const PATIENCE_MS = 60_000;
const run = promisify(execFile);

/** What somebody who develops a plugin waits for, again and again; ms. */
export interface PluginTimes {
  /** `plugin check`, from the call to the end. */
  readonly checks: readonly number[];
  /** From saving `schema.graphql` until the graph with it is served, under `plugin dev`. */
  readonly saves: readonly number[];
}

/** A newcomer's plugin as its template makes it, beside the city that the testing package brings. */
export async function developPlugin({ checks, saves }: { checks: number; saves: number }): Promise<PluginTimes> {
  const root = await mkdtemp(join(tmpdir(), 'citygraph-bench-'));
  const env = { PATH: [dirname(process.execPath), process.env.PATH].join(delimiter), HOME: root, LANG: 'C' };
  try {
    const flags = ['--template', 'entity', '--entity', 'AdminDivision', '--yes', '--no-install'];
    await run(process.execPath, [CREATE, 'aqi', ...flags], { cwd: root, env });
    const cwd = join(root, 'aqi');
    // As npm install would leave it.
    await symlink(house('node_modules'), join(cwd, 'node_modules'));
    const checked: number[] = [];
    for (let time = 0; time < checks; time++) {
      const since = performance.now();
      await run(process.execPath, [CITYGRAPH, 'plugin', 'check'], { cwd, env });
      checked.push(performance.now() - since);
    }
    return { checks: checked, saves: await timeSaves(cwd, env, saves) };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function timeSaves(cwd: string, env: NodeJS.ProcessEnv, times: number): Promise<number[]> {
  const dev = spawn(process.execPath, [CITYGRAPH, 'plugin', 'dev', '--port', String(await freePort())], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [dev.stdout, dev.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk;
    });
  }
  const says = async (text: RegExp, count: number): Promise<void> => {
    const isSaid = (): boolean => (said.match(text) ?? []).length >= count;
    for (const until = Date.now() + PATIENCE_MS; !isSaid(); await sleep(2)) {
      if (dev.exitCode !== null || Date.now() > until) throw new Error(`It does not say ${text}:\n${said}`);
    }
  };
  try {
    await says(/"event":"serving"/g, 1);
    const file = join(cwd, 'schema.graphql');
    const written = await readFile(file, 'utf8');
    const took: number[] = [];
    for (let time = 1; time <= times; time++) {
      const since = performance.now();
      await writeFile(file, written.replace('  value: Int!', `  value: Int!\n  more${time}: Int`));
      await says(/schema\.graphql is served/g, time + 1);
      took.push(performance.now() - since);
      // The plugin's own process was started anew: the next save is of somebody who has looked at this one.
      await says(/"event":"serving"/g, time + 1);
    }
    return took;
  } finally {
    await endProcess(dev);
  }
}
