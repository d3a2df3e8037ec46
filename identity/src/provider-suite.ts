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
  endSession,
  isActive,
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
      expect(expiresIn).toBe(300);
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
      return { ...tokens, end: (idToken: string) => endSession(provider().issuer, idToken, tokens.cookies ?? []) };
    };
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
          issuer: `${provider().issuer}/`,
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
