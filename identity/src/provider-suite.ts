import { createHmac, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ANONYMOUS } from '@citygraph/contract';
import { describe, expect, it } from '@jest/globals';
import { decodeJwt, SignJWT } from 'jose';
import {
  clientCredentials,
  createTokenVerifier,
  deviceSignIn,
  isActive,
  logout,
  refresh,
  signIn,
  type Tokens,
} from './index.ts';
import type { Credentials } from './realm/credentials.ts';

export interface ProviderUnderTest {
  readonly issuer: string;
  readonly credentials: Credentials;
}

/** What both identity providers must do alike. */
export function providerSuite(provider: () => ProviderUnderTest): void {
  const parent = (over: Partial<Parameters<typeof signIn>[0]> = {}): Promise<Tokens> =>
    signIn({
      issuer: provider().issuer,
      username: 'parent',
      password: provider().credentials.users.parent ?? '',
      ...over,
    });
  const verifier = (over: Partial<Parameters<typeof createTokenVerifier>[0]> = {}) =>
    createTokenVerifier({
      issuer: provider().issuer,
      keyCacheFile: join(mkdtempSync(join(tmpdir(), 'citygraph-keys-')), 'keys.json'),
      ...over,
    });
  const judge = async (token: string, over: Parameters<typeof verifier>[0] = {}) => {
    const tokens = verifier(over);
    try {
      return await tokens.principal(`Bearer ${token}`);
    } finally {
      tokens.close();
    }
  };

  describe('a person', () => {
    it('signs in by code and PKCE and becomes a principal', async () => {
      const { accessToken, expiresIn } = await parent();
      expectFiveMinutes(expiresIn);
      expect(await judge(accessToken)).toMatchObject({
        subject: 'c1770000-0000-4000-8000-000000000001',
        resident: 'res_xrs5107314mqsad9',
        agency: null,
        app: 'citygraph-cli',
        roles: expect.arrayContaining(['resident']),
        scopes: expect.arrayContaining(['openid', 'profile']),
        appPurposes: expect.arrayContaining(['social-assistance']),
      });
    });

    it('who is an officer brings the agency along', async () => {
      const username = 'civil-affairs-officer';
      const { accessToken } = await parent({ username, password: provider().credentials.users[username] ?? '' });
      expect(await judge(accessToken)).toMatchObject({
        agency: '11220100MB1C101566',
        roles: expect.arrayContaining(['officer']),
      });
    });

    it('signs in on a device', async () => {
      const tokens = await deviceSignIn({
        issuer: provider().issuer,
        username: 'parent',
        password: provider().credentials.users.parent ?? '',
      });
      expect(await judge(tokens.accessToken)).toMatchObject({ resident: 'res_xrs5107314mqsad9' });
    }, 60_000);

    it('is refused with a wrong password', async () => {
      await expect(parent({ password: 'guess' })).rejects.toMatchObject({ code: 'access_denied' });
    });

    it('cannot leave out PKCE', async () => {
      const { issuer } = provider();
      const query =
        'response_type=code&client_id=citygraph-cli&redirect_uri=http%3A%2F%2F127.0.0.1%2Fcallback&scope=openid';
      const response = await fetch(`${issuer}/protocol/openid-connect/auth?${query}`, { redirect: 'manual' });
      expect(`${response.headers.get('location')}`).toMatch(/error=invalid_request/);
    });

    it('gets new tokens for a refresh token, once', async () => {
      const { issuer } = provider();
      const first = await parent();
      const second = await refresh(issuer, first.refreshToken ?? '');
      expect(await judge(second.accessToken)).toMatchObject({ resident: 'res_xrs5107314mqsad9' });
      await expect(refresh(issuer, first.refreshToken ?? '')).rejects.toMatchObject({ code: 'invalid_grant' });
    });

    it('loses the whole session when a used refresh token comes again: somebody else has it', async () => {
      const { issuer } = provider();
      const { refreshToken } = await parent();
      const { refreshToken: newest } = await refresh(issuer, refreshToken ?? '');
      await expect(refresh(issuer, refreshToken ?? '')).rejects.toMatchObject({ code: 'invalid_grant' });
      await expect(refresh(issuer, newest ?? '')).rejects.toMatchObject({ code: 'invalid_grant' });
    });

    it("is not signed out by a link with another person's id token", async () => {
      const { issuer, credentials } = provider();
      const stranger = await parent({ username: 'lender', password: credentials.users.lender ?? '' });
      const { refreshToken, cookies } = await parent();
      await logout(issuer, stranger.idToken ?? '', cookies ?? []).catch(() => undefined);
      expectFiveMinutes((await refresh(issuer, refreshToken ?? '')).expiresIn);
    });

    it('is sent back to no address that the app has not registered', async () => {
      const { issuer } = provider();
      for (const address of [
        'http://evil.example/',
        'http://localhost:x@evil.example/',
        'http://localhost@evil.example/',
      ]) {
        const query = new URLSearchParams({
          response_type: 'code',
          client_id: 'citygraph-console',
          redirect_uri: address,
          scope: 'openid',
          code_challenge: 'a'.repeat(43),
          code_challenge_method: 'S256',
        });
        const response = await fetch(`${issuer}/protocol/openid-connect/auth?${query}`, { redirect: 'manual' });
        expect({ address, status: response.status }).toEqual({ address, status: 400 });
      }
    });

    it('ends the session and its refresh tokens by signing out', async () => {
      const { issuer, credentials } = provider();
      const { accessToken, refreshToken, idToken, end } = await parentSession();
      const active = () =>
        isActive(issuer, accessToken, 'citygraph-gateway', credentials.clients['citygraph-gateway'] ?? '');
      expect(await active()).toBe(true);
      await end(idToken ?? '');
      expect(await active()).toBe(false);
      await expect(refresh(issuer, refreshToken ?? '')).rejects.toMatchObject({ code: 'invalid_grant' });
    });

    const parentSession = async () => {
      const tokens = await parent();
      return { ...tokens, end: (idToken: string) => logout(provider().issuer, idToken, tokens.cookies ?? []) };
    };
  });

  it("is found at Keycloak's paths", async () => {
    const { issuer } = provider();
    const answer = await fetch(`${issuer}/.well-known/openid-configuration`);
    const at = (path: string) => `${issuer}/protocol/openid-connect/${path}`;
    expect(await answer.json()).toMatchObject({
      issuer,
      authorization_endpoint: at('auth'),
      token_endpoint: at('token'),
      jwks_uri: at('certs'),
      userinfo_endpoint: at('userinfo'),
      introspection_endpoint: at('token/introspect'),
      revocation_endpoint: at('revoke'),
      end_session_endpoint: at('logout'),
      device_authorization_endpoint: at('auth/device'),
      code_challenge_methods_supported: expect.arrayContaining(['S256']),
    });
  });

  it("tells a person's name to who holds their token, and to nobody else", async () => {
    const { issuer } = provider();
    const ask = (token: string) =>
      fetch(`${issuer}/protocol/openid-connect/userinfo`, { headers: { authorization: `Bearer ${token}` } });
    const { accessToken } = await parent();
    expect(await (await ask(accessToken)).json()).toMatchObject({
      sub: 'c1770000-0000-4000-8000-000000000001',
      preferred_username: 'parent',
    });
    expect((await ask(`${accessToken.slice(0, -8)}AAAAAAAA`)).status).toBe(401);
  });

  it("writes access tokens in Keycloak's form", async () => {
    const { accessToken } = await parent();
    expect(decodeJwt(accessToken)).toMatchObject({
      iss: provider().issuer,
      aud: expect.arrayContaining(['citygraph', 'citygraph-gateway']),
      azp: 'citygraph-cli',
      typ: 'Bearer',
      sub: 'c1770000-0000-4000-8000-000000000001',
      sid: expect.any(String),
      jti: expect.any(String),
      iat: expect.any(Number),
      exp: expect.any(Number),
      scope: expect.stringContaining('openid'),
      realm_access: { roles: ['resident'] },
      preferred_username: 'parent',
      name: expect.any(String),
      citygraph_resident: 'res_xrs5107314mqsad9',
      citygraph_purposes: expect.arrayContaining(['school-admission']),
    });
  });

  it('gives a service a token of its own', async () => {
    const { issuer, credentials } = provider();
    const { accessToken, refreshToken } = await clientCredentials(
      issuer,
      'app-lender',
      credentials.clients['app-lender'] ?? '',
    );
    expect(refreshToken).toBeNull();
    expect(await judge(accessToken)).toMatchObject({
      resident: null,
      app: 'app-lender',
      appPurposes: ['credit-assessment'],
    });
    await expect(clientCredentials(issuer, 'app-lender', 'wrong')).rejects.toMatchObject({
      code: expect.stringMatching(/invalid_client|unauthorized_client/),
    });
  });

  describe('a token', () => {
    it('that is missing means anonymous', async () => {
      const tokens = verifier();
      expect(await tokens.principal(undefined)).toBe(ANONYMOUS);
      tokens.close();
    });

    const forged = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const claims = () => ({ typ: 'Bearer', iss: provider().issuer, aud: 'citygraph', sub: 'x', azp: 'citygraph-cli' });
    const forge = (over: object, header: object = {}) =>
      new SignJWT({ ...claims(), ...over })
        .setProtectedHeader({ alg: 'RS256', kid: 'forged', ...header })
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(forged.privateKey);
    const liveKeys = async (): Promise<{ alg: string; kid: string }[]> => {
      const response = await fetch(`${provider().issuer}/protocol/openid-connect/certs`);
      return ((await response.json()) as { keys: { alg: string; kid: string }[] }).keys;
    };
    const liveKid = async (): Promise<string> => (await liveKeys()).find(({ alg }) => alg === 'RS256')?.kid ?? '';
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

    it.each<[string, () => Promise<string>]>([
      ['signed with a key of somebody else', () => forge({})],
      ['signed with a key of somebody else under the name of ours', async () => forge({}, { kid: await liveKid() })],
      [
        'without a signature',
        async () => `${encode({ alg: 'none' })}.${encode({ ...claims(), exp: Date.now() / 1000 + 60 })}.`,
      ],
      [
        'signed by HMAC with our public key',
        async () => {
          const body = `${encode({ alg: 'HS256', kid: await liveKid() })}.${encode({ ...claims(), exp: 9e9 })}`;
          return `${body}.${createHmac('sha256', JSON.stringify((await liveKeys())[0]))
            .update(body)
            .digest('base64url')}`;
        },
      ],
      [
        'whose claims were changed',
        async () => {
          const [header, , signature] = (await parent()).accessToken.split('.');
          return `${header}.${encode({ ...decodeJwt((await parent()).accessToken), citygraph_resident: 'res_other' })}.${signature}`;
        },
      ],
      ['that is an id token', async () => (await parent()).idToken ?? ''],
      ['that is a refresh token', async () => (await parent()).refreshToken ?? ''],
      ['that is a monster', async () => `${encode({ alg: 'RS256' })}.${'a'.repeat(9_000)}.b`],
    ])('%s is refused', async (_, make) => {
      await expect(judge(await make())).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    });

    it('that has expired is refused, after five seconds of grace', async () => {
      const { accessToken } = await parent();
      const { exp = 0 } = decodeJwt(accessToken);
      await expect(judge(accessToken, { now: () => (exp + 4) * 1000 })).resolves.toMatchObject({
        app: 'citygraph-cli',
      });
      await expect(judge(accessToken, { now: () => (exp + 6) * 1000 })).rejects.toThrow(/exp/);
    });

    it('of another audience or issuer is refused', async () => {
      const { accessToken } = await parent();
      await expect(judge(accessToken, { audience: 'elsewhere' })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
      await expect(
        judge(accessToken, {
          issuer: provider().issuer.replace('http:', 'https:'),
          jwksUrl: `${provider().issuer}/protocol/openid-connect/certs`,
        }),
      ).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    });

    it('is still known while the provider is away, and a flood of unknown keys asks it once', async () => {
      const { accessToken } = await parent();
      const keyCacheFile = join(mkdtempSync(join(tmpdir(), 'citygraph-keys-')), 'keys.json');
      await judge(accessToken, { keyCacheFile });
      let asked = 0;
      const away = verifier({
        keyCacheFile,
        fetch: async () => {
          asked++;
          throw new Error('away');
        },
      });
      expect(await away.principal(`Bearer ${accessToken}`)).toMatchObject({ resident: 'res_xrs5107314mqsad9' });
      const flood = await Promise.allSettled(
        Array.from({ length: 50 }, async (_, i) =>
          away.principal(`Bearer ${await forge({}, { kid: `unknown-${i}` })}`),
        ),
      );
      expect(flood.every(({ status }) => status === 'rejected')).toBe(true);
      expect(asked).toBe(1);
      away.close();
    });
  });
}

/** Keycloak says what is left when the answer leaves it: on a busy machine a second less. */
function expectFiveMinutes(seconds: number): void {
  expect(seconds).toBeGreaterThan(290);
  expect(seconds).toBeLessThanOrEqual(300);
}
