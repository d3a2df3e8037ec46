import { spawn } from 'node:child_process';
import { startMariaDb } from './start-mariadb.ts';

/**
 * `npm run test:services`: every `.db.test.ts` again on MariaDB, and every `.service.test.ts` (real Keycloak).
 * Arguments go to Jest.
 */
const database = await startMariaDb();
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
