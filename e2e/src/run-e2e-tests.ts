import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installCommands } from './install-commands.ts';
import { inProjects } from './jest-arguments.ts';
import { packPackages } from './packed/pack-packages.ts';
import { runJest } from './run-jest.ts';
import { startHub } from './start-hub.ts';

/**
 * `npm run test:e2e`: every `.e2e.ts`, two at a time: each has a city of its own on ports of its own, and waits for it half of its time. Arguments go to Jest.
 *
 * What this machine lacks is installed before: two at once would ask one package manager. A hub of the default city starts once, of whose files each hub has a copy, and packages are
 * packed once (ADR 50).
 */
installCommands(['mariadbd', 'redis-server', 'java', 'mvn', 'chromium', 'python3-venv']);
const made = await mkdtemp(join(tmpdir(), 'citygraph-made-once-'));
const [started, packed] = [join(made, 'started'), join(made, 'packed')];
try {
  const hub = await startHub({ dataDir: started });
  await hub.stop();
  await mkdir(packed);
  await packPackages(packed);
  process.exitCode = await runJest(inProjects(['e2e'], ['--maxWorkers=2', ...process.argv.slice(2)]), {
    env: { CITYGRAPH_E2E_STARTED: started, CITYGRAPH_E2E_PACKED: packed },
  });
} finally {
  await rm(made, { recursive: true });
}
