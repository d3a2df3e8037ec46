import { chmodSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { visitor } from './client/browserless.ts';
import {
  createStandIn,
  createTokenVerifier,
  generateCredentials,
  loadRealm,
  logout,
  refresh,
  type StandIn,
  signIn,
} from './index.ts';
import { providerSuite } from './provider-suite.ts';
import { thirdPartySuite, withAnotherApp } from './third-party-suite.ts';

describe('the embedded stand-in', () => {
  const realm = withAnotherApp(loadRealm());
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
  thirdPartySuite(() => ({ issuer, credentials }));

  it('keeps its key over a restart: tokens live on', async () => {
    const { accessToken } = await signIn({ issuer, username: 'doctor', password: credentials.users.doctor ?? '' });
    standIn.close();
    standIn = await createStandIn({ realm, credentials, issuer, storeFile });
    const tokens = createTokenVerifier({ issuer, keyCacheFile: join(folder, 'keys.json') });
    expect(await tokens.principal(`Bearer ${accessToken}`)).toMatchObject({ agency: '12220100MB1C20012L' });
    tokens.close();
  });

  it('lets nobody but its owner read the store with the signing key', () => {
    for (const file of [storeFile, `${storeFile}-wal`]) expect(statSync(file).mode & 0o077).toBe(0);
  });

  it('takes the store back from others that an older start let read it', async () => {
    standIn.close();
    chmodSync(storeFile, 0o644);
    standIn = await createStandIn({ realm, credentials, issuer, storeFile });
    expect(statSync(storeFile).mode & 0o077).toBe(0);
  });

  it('keeps sessions over a restart: refresh tokens live on', async () => {
    const { refreshToken } = await signIn({ issuer, username: 'doctor', password: credentials.users.doctor ?? '' });
    standIn.close();
    standIn = await createStandIn({ realm, credentials, issuer, storeFile });
    await expect(refresh(issuer, refreshToken ?? '')).resolves.toMatchObject({ expiresIn: 300 });
  });

  it('asks before it signs out somebody whose app gave no proof, and then ends the refresh tokens too', async () => {
    const { refreshToken, cookies } = await signIn({
      issuer,
      username: 'farmer',
      password: credentials.users.farmer ?? '',
    });
    const browser = visitor('about:nowhere', cookies);
    const question = await browser.get(`${issuer}/protocol/openid-connect/logout`);
    expect(question.html).toContain('Sign out?');
    expect((await browser.submit(question, { logout: 'yes' })).html).toContain('Signed out');
    await expect(refresh(issuer, refreshToken ?? '')).rejects.toMatchObject({ code: 'invalid_grant' });
  });

  it('signs nobody out for an id token that was changed', async () => {
    const { idToken, cookies, refreshToken } = await signIn({
      issuer,
      username: 'farmer',
      password: credentials.users.farmer ?? '',
    });
    await expect(logout(issuer, `${idToken?.slice(0, -8)}AAAAAAAA`, cookies ?? [])).rejects.toThrow('not done');
    await expect(refresh(issuer, refreshToken ?? '')).resolves.toMatchObject({ expiresIn: 300 });
  });

  it('shows pages that run no script and post to nobody but the app that asked', async () => {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'citygraph-explorer',
      redirect_uri: 'http://localhost:4000/',
      scope: 'openid',
      code_challenge: 'a'.repeat(43),
      code_challenge_method: 'S256',
      state: '"><script>alert(1)</script>',
    });
    const answer = await fetch(`${issuer}/protocol/openid-connect/auth?${query}`, { redirect: 'manual' });
    const cookies = answer.headers.getSetCookie();
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies) expect(cookie).toMatch(/path=\/realms\/citygraph.*samesite=lax; httponly/i);
    const cookie = cookies.map((line) => line.split(';')[0]).join('; ');
    const form = await fetch(new URL(answer.headers.get('location') ?? '', issuer), { headers: { cookie } });
    expect(form.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; img-src data:; form-action 'self' http:\/\/localhost:4000; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(await form.text()).not.toMatch(/<script|onfocus=|onclick=/);
    const strangers = await fetch(form.url, { method: 'POST', body: new URLSearchParams({ username: 'parent' }) });
    expect(strangers.status).toBe(400);
  });

  it.each([
    ['the explorer’s own', 'citygraph-explorer', 'http://localhost:4000', true],
    ['another', 'citygraph-explorer', 'http://evil.example', false],
    ['another on this machine', 'citygraph-explorer', 'http://localhost:4001', false],
    ['another app’s', 'app-school-entry', 'http://localhost:4000', false],
    ['any, of an app without pages', 'citygraph-cli', 'http://localhost:4000', false],
  ])('lets a page read tokens only from the origins of its app: %s', async (_, client_id, origin, may) => {
    const answer = await fetch(`${issuer}/protocol/openid-connect/token`, {
      method: 'POST',
      headers: { origin },
      body: new URLSearchParams({
        client_id,
        grant_type: 'authorization_code',
        code: 'x',
        code_verifier: 'x'.repeat(43),
      }),
    });
    expect(answer.headers.get('access-control-allow-origin')).toBe(may ? origin : null);
    expect(await answer.json()).toMatchObject({ error: may ? 'invalid_grant' : 'invalid_request' });
  });

  it('signs nobody in to a third party’s app who does not want that, and asks but once in a session', async () => {
    const home = 'http://127.0.0.1/callback';
    const browser = visitor(home);
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'app-lender',
      redirect_uri: home,
      scope: 'openid',
      code_challenge: 'a'.repeat(43),
      code_challenge_method: 'S256',
    });
    const begin = () => browser.get(`${issuer}/protocol/openid-connect/auth?${query}`);
    const known = { username: 'parent', password: credentials.users.parent ?? '' };
    const asked = await browser.submit(await begin(), known);
    expect(asked.html).toContain('Lender (sample app) is not the city’s');
    expect((await browser.submit(asked, { cancel: 'No' })).url).toMatch(/callback\?error=access_denied/);
    const again = await begin();
    expect((await browser.submit(again, { accept: 'Yes' })).url).toMatch(/callback\?code=/);
    expect((await begin()).url).toMatch(/callback\?code=/);
  });

  it('refuses a form that is too large', async () => {
    const answer = await fetch(`${issuer}/protocol/openid-connect/token/introspect`, {
      method: 'POST',
      body: `token=${'a'.repeat(100_000)}`,
    });
    expect(answer.status).toBe(413);
  });

  it('tells nothing about a token to who is no confidential client', async () => {
    for (const authorization of ['Basic !!!', `Basic ${Buffer.from('citygraph-cli:').toString('base64')}`, undefined]) {
      const answer = await fetch(`${issuer}/protocol/openid-connect/token/introspect`, {
        method: 'POST',
        headers: authorization ? { authorization } : {},
        body: new URLSearchParams({ token: 'x' }),
      });
      expect(answer.status).toBe(401);
    }
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
    ['credentials that lack somebody', { credentials: { users: {}, clients: {} } }, /none for parent, .*app-lender/],
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
});
