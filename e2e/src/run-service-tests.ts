import { installCommands } from './install-commands.ts';
import { inProjects } from './jest-arguments.ts';
import { runJest } from './run-jest.ts';
import { throwawayMariaDb } from './throwaway-mariadb.ts';

/**
 * `npm run test:services`: every `.db.test.ts` again on MariaDB, and every `.service.test.ts` (real Keycloak, real Redis, a real time-stamp authority, a real nginx).
 * Arguments go to Jest.
 */
installCommands(['redis-server', 'openssl', 'nginx']);
const database = await throwawayMariaDb();
try {
  process.exitCode = await runJest(inProjects(['db', 'service'], process.argv.slice(2)), {
    env: { CITYGRAPH_TEST_MYSQL_URL: database.url },
  });
} finally {
  await database.close();
}
