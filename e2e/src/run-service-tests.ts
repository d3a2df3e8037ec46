import { spawn } from 'node:child_process';
import { installCommands } from './install-commands.ts';
import { throwawayMariaDb } from './throwaway-mariadb.ts';

/**
 * `npm run test:services`: every `.db.test.ts` again on MariaDB, and every `.service.test.ts` (real Keycloak, real Redis, a real time-stamp authority).
 * Arguments go to Jest.
 */
installCommands(['redis-server', 'openssl']);
const database = await throwawayMariaDb();
try {
  process.exitCode = await jest(['--selectProjects', 'db', 'service', ...process.argv.slice(2)], {
    CITYGRAPH_TEST_MYSQL_URL: database.url,
  });
} finally {
  await database.close();
}

function jest(args: readonly string[], env: Record<string, string>): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', ...args], {
      stdio: 'inherit',
      env: { ...process.env, ...env, NODE_NO_WARNINGS: '1' },
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
