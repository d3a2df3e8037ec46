import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installCommands } from './install-commands.ts';
import { inProjects } from './jest-arguments.ts';
import { packPackages } from './packed/pack-packages.ts';
import { runJest } from './run-jest.ts';

/**
 * `npm run test:e2e`: every `.e2e.ts`, two at a time: each has a city of its own on ports of its own, and waits for it half of its time. Arguments go to Jest.
 *
 * What this machine lacks is installed before: two at once would ask one package manager. The default city is made once, of which each hub has a copy, and packages are packed
 * once (ADR 50).
 */
installCommands(['mariadbd', 'redis-server', 'java', 'mvn', 'chromium', 'python3-venv']);
const made = await mkdtemp(join(tmpdir(), 'citygraph-made-once-'));
const [seeded, packed] = [join(made, 'seeded'), join(made, 'packed')];
try {
  await promisify(execFile)(process.execPath, ['deploy/all-in-one/dist/seed.js', '--data', seeded]);
  await mkdir(packed);
  await packPackages(packed);
  process.exitCode = await runJest(inProjects(['e2e'], ['--maxWorkers=2', ...process.argv.slice(2)]), {
    env: { CITYGRAPH_E2E_SEEDED: seeded, CITYGRAPH_E2E_PACKED: packed },
  });
} finally {
  await rm(made, { recursive: true });
}
