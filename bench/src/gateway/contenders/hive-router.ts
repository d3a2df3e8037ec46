import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from './cache-folder.ts';
import type { Contender } from './contender.ts';
import { lastLine, runCommand } from './run-command.ts';
import { freePort, startCommand } from './start-command.ts';

const VERSION = '0.2.12';
const ROOT = cacheFolder(`hive-router-${VERSION}`);
const BINARY = join(ROOT, 'bin', 'hive_router');

/** Compiled on the first run, some minutes; link-time optimisation off, or it takes four times as long. */
export const hiveRouter: Contender = {
  id: 'hive-router',
  name: 'Hive Router (Rust)',
  version: VERSION,
  async prepare() {
    if (await isThere(BINARY)) return null;
    if ((await runCommand('cargo', ['--version'])).code !== 0) return 'cargo is missing';
    process.stdout.write('  compiling Hive Router, once\n');
    const args = ['install', 'hive-router', '--version', VERSION, '--locked', '--features', 'graphiql', '--root', ROOT];
    const { code, said } = await runCommand('cargo', args, { env: { CARGO_PROFILE_RELEASE_LTO: 'off' } });
    return code === 0 ? null : `cargo could not build it: ${lastLine(said)}`;
  },
  async start({ plainSupergraphFile }) {
    const port = await freePort();
    const folder = await mkdtemp(join(tmpdir(), 'citygraph-bench-hive-router-'));
    const settings = join(folder, 'router.config.yaml');
    // JSON is YAML too.
    const config = {
      supergraph: { source: 'file', path: plainSupergraphFile },
      http: { port, host: '127.0.0.1' },
      log: { level: 'error' },
      headers: { all: { request: [{ propagate: { named: 'authorization' } }] } },
    };
    await writeFile(settings, JSON.stringify(config));
    const gateway = await startCommand({
      command: BINARY,
      args: [],
      cwd: folder,
      env: { ROUTER_CONFIG_FILE_PATH: settings },
      url: `http://127.0.0.1:${port}/graphql`,
    });
    return {
      ...gateway,
      async close() {
        await gateway.close();
        await rm(folder, { recursive: true, force: true });
      },
    };
  },
};

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
