import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateCredentials, loadRealm, startKeycloak } from '@citygraph/identity';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { installCommands } from './install-commands.ts';
import { type RunningHub, startHub } from './start-hub.ts';
import { type MariaDb, startMariaDb } from './start-mariadb.ts';
import { tellStories } from './stories/tell-stories.ts';

describe('the services profile: MariaDB and Keycloak', () => {
  let database: MariaDb;
  let keycloak: Awaited<ReturnType<typeof startKeycloak>>;
  let hub: RunningHub;

  beforeAll(async () => {
    installCommands(['mariadbd', 'java', 'mvn']);
    const dataDir = await mkdtemp(join(tmpdir(), 'citygraph-e2e-'));
    const realm = loadRealm();
    const credentials = generateCredentials(realm);
    await writeFile(join(dataDir, 'credentials.json'), JSON.stringify(credentials), { mode: 0o600 });
    [database, keycloak] = await Promise.all([startMariaDb(), startKeycloak({ realm, credentials })]);
    hub = await startHub({ dataDir, args: ['--database', database.url, '--issuer', keycloak.issuer] });
  }, 240_000);

  afterAll(async () => {
    await hub?.close();
    await Promise.all([keycloak?.close(), database?.close()]);
  }, 30_000);

  tellStories(() => hub);
});
