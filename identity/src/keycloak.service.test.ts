import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateCredentials, loadRealm, type RunningKeycloak, startKeycloak } from './index.ts';
import { providerSuite } from './provider-suite.ts';
import { thirdPartySuite, withAnotherApp } from './third-party-suite.ts';

describe('a real Keycloak', () => {
  const realm = withAnotherApp(loadRealm());
  const credentials = generateCredentials(realm);
  let keycloak: RunningKeycloak;

  beforeAll(async () => {
    keycloak = await startKeycloak({ realm, credentials });
  }, 240_000);

  afterAll(() => keycloak?.close(), 30_000);

  providerSuite(() => ({ issuer: keycloak.issuer, credentials }));
  thirdPartySuite(() => ({ issuer: keycloak.issuer, credentials }));

  it('answers nobody once it is closed', async () => {
    await keycloak.close();
    await expect(fetch(keycloak.issuer)).rejects.toThrow();
  }, 30_000);
});
