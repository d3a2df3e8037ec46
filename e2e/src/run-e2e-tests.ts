import { installCommands } from './install-commands.ts';
import { inProjects } from './jest-arguments.ts';
import { runJest } from './run-jest.ts';

/**
 * `npm run test:e2e`: every `.e2e.ts`, two at a time: each has a city of its own on ports of its own, and waits for it half of its time. Arguments go to Jest.
 *
 * What this machine lacks is installed before: two at once would ask one package manager.
 */
installCommands(['mariadbd', 'redis-server', 'java', 'mvn', 'chromium', 'python3-venv']);
process.exitCode = await runJest(inProjects(['e2e'], ['--maxWorkers=2', ...process.argv.slice(2)]));
