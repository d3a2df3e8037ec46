import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { generateCredentials } from '../realm/credentials.ts';
import { loadRealm } from '../realm/realm.ts';
import { unpackedKeycloak } from './distribution.ts';
import { startKeycloak } from './start-keycloak.ts';

describe('starting Keycloak', () => {
  const realm = loadRealm();
  const credentials = generateCredentials(realm);
  const empty = () => mkdtempSync(join(tmpdir(), 'citygraph-no-keycloak-'));

  it('says that Java is missing', async () => {
    await expect(startKeycloak({ realm, credentials, java: 'no-such-java' })).rejects.toThrow(
      /^Keycloak needs Java 17 .*"no-such-java -version" did not run/,
    );
  });

  it('says that Maven is missing', async () => {
    const options = { cache: empty(), repository: empty(), mvn: 'no-such-mvn' };
    await expect(unpackedKeycloak(options)).rejects.toThrow(
      /^Keycloak is brought by Maven .*"no-such-mvn --version" did not run/,
    );
  });

  it('says that the archive is broken, and leaves no half of it', async () => {
    const repository = empty();
    const path = 'org/keycloak/keycloak-quarkus-dist/26.7.0/keycloak-quarkus-dist-26.7.0.tar.gz';
    mkdirSync(join(repository, dirname(path)), { recursive: true });
    writeFileSync(join(repository, path), 'no archive');
    const options = { cache: empty(), repository };
    await expect(unpackedKeycloak(options)).rejects.toThrow(/26\.7\.0\.tar\.gz cannot be unpacked: remove it/);
    await expect(unpackedKeycloak(options)).rejects.toThrow(/cannot be unpacked/);
  });

  it('names the credentials that lack', async () => {
    await expect(startKeycloak({ realm, credentials: { users: {}, clients: {} } })).rejects.toThrow(/none for parent/);
  });
});
