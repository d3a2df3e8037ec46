import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createStandIn,
  createTokenVerifier,
  generateCredentials,
  loadRealm,
  REALM_FILE,
  type StandIn,
  signIn,
} from './index.ts';
import { providerSuite } from './provider-suite.ts';

describe('the embedded stand-in', () => {
  const realm = loadRealm();
  const credentials = generateCredentials(realm);
  const folder = mkdtempSync(join(tmpdir(), 'citygraph-sign-on-'));
  const storeFile = join(folder, 'sign-on.sqlite');
  let server: Server;
  let standIn: StandIn;
  let issuer = '';

  beforeAll(async () => {
    server = createServer((req, res) => void standIn.handler(req, res));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    issuer = `http://localhost:${typeof address === 'object' ? address?.port : ''}/realms/citygraph`;
    standIn = await createStandIn({ realm, credentials, issuer, storeFile });
  });

  afterAll(async () => {
    standIn.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  providerSuite(() => ({ issuer, credentials }));

  it('keeps its key over a restart: tokens live on', async () => {
    const { accessToken } = await signIn({ issuer, username: 'doctor', password: credentials.users.doctor ?? '' });
    standIn.close();
    standIn = await createStandIn({ realm, credentials, issuer, storeFile });
    const tokens = createTokenVerifier({ issuer, keyCacheFile: join(folder, 'keys.json') });
    expect(await tokens.principal(`Bearer ${accessToken}`)).toMatchObject({ agency: '12220100MB1C20012L' });
    tokens.close();
  });

  it('makes guessing slow', async () => {
    const guess = () => signIn({ issuer, username: 'lender', password: 'guess' }).catch(({ message }) => message);
    for (let i = 0; i < 5; i++) await guess();
    expect(await guess()).toContain('Too many tries');
  });

  it('answers a stranger of a page with what to do', async () => {
    const expired = await fetch(`${issuer}/login/nothing`);
    expect(expired.status).toBe(400);
    expect(await expired.text()).toContain('sign in again');
    expect((await fetch(issuer.replace('citygraph', 'other'))).status).toBe(404);
  });

  it.each([
    ['a store that is no database', { storeFile: 'broken' }, 'cannot be used'],
    ['an issuer that is no address', { issuer: 'keycloak' }, 'The issuer "keycloak" is not usable'],
  ])('does not start with %s, and says so', async (_, over, message) => {
    const broken = join(folder, 'broken.sqlite');
    writeFileSync(broken, 'no database at all, but long enough to be looked at '.repeat(40));
    const options = {
      realm,
      credentials,
      issuer,
      storeFile,
      ...over,
      ...('storeFile' in over ? { storeFile: broken } : {}),
    };
    await expect(createStandIn(options)).rejects.toThrow(message);
  });

  it('holds no credential in the realm file', () => {
    expect(readFileSync(REALM_FILE, 'utf8')).not.toMatch(/"(credentials|secret|password)"/);
    expect(() => loadRealm(join(folder, 'none.json'))).toThrow(/none\.json cannot be read/);
  });
});
