import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { postForm } from './client/token-endpoint.ts';
import {
  clientCredentials,
  createTokenVerifier,
  isActive,
  logout,
  type Realm,
  refresh,
  signIn,
  type Tokens,
} from './index.ts';
import type { ProviderUnderTest } from './provider-suite.ts';

const APPS = ['app-lender', 'app-other'];
const GATEWAY = 'citygraph-gateway';
const PARENT = {
  subject: 'c1770000-0000-4000-8000-000000000001',
  resident: 'res_xrs5107314mqsad9',
  roles: expect.arrayContaining(['resident']),
  appPurposes: ['credit-assessment'],
};

/** The realm with a second third party's app, for what two can find out together. */
export function withAnotherApp(realm: Realm): Realm {
  const lender = realm.clients.find(({ clientId }) => clientId === 'app-lender');
  if (!lender) throw new Error('The realm has no app-lender.');
  return { ...realm, clients: [...realm.clients, { ...lender, clientId: 'app-other', name: 'Another app' }] };
}

/** What both identity providers must do alike for apps that are not the city's own. */
export function thirdPartySuite(provider: () => ProviderUnderTest): void {
  const secretOf = (clientId: string) => provider().credentials.clients[clientId] ?? '';
  const parentAt = (clientId: string, scope?: string): Promise<Tokens> =>
    signIn({
      issuer: provider().issuer,
      username: 'parent',
      password: provider().credentials.users.parent ?? '',
      clientId,
      clientSecret: secretOf(clientId),
      ...(scope !== undefined && { scope }),
    });
  const verifier = (counting: { calls: number; isAway?: boolean } = { calls: 0 }, secret = secretOf(GATEWAY)) =>
    createTokenVerifier({
      issuer: provider().issuer,
      keyCacheFile: join(mkdtempSync(join(tmpdir(), 'citygraph-keys-')), 'keys.json'),
      introspection: { clientId: GATEWAY, secret },
      fetch: async (url, init) => {
        if (!String(url).endsWith('/introspect')) return fetch(url, init);
        counting.calls++;
        if (counting.isAway) throw new Error('away');
        return fetch(url, init);
      },
    });
  const at = (path: string) => `${provider().issuer}/protocol/openid-connect/${path}`;

  describe("a third party's app", () => {
    it('reads in no token who somebody is, nor can two apps match whom they know by it', async () => {
      const subjects: unknown[] = [];
      for (const app of APPS) {
        const { accessToken, idToken, refreshToken } = await parentAt(app);
        const read = [accessToken, idToken, refreshToken].map((token) => {
          try {
            return decodeJwt(token ?? '');
          } catch {
            return {};
          }
        });
        const userinfo = await fetch(at('userinfo'), { headers: { authorization: `Bearer ${accessToken}` } });
        const text = JSON.stringify(read) + (await userinfo.text());
        expect(text).not.toMatch(/res_|c1770000|parent|若溪|林|resident|email|family_name|citygraph_subject/);
        const [access, id] = read;
        expect(Object.keys(access ?? {}).sort()).toEqual(
          [
            'aud',
            'azp',
            'citygraph_introspect',
            'citygraph_purposes',
            'exp',
            'iat',
            'iss',
            'jti',
            'scope',
            'sid',
            'sub',
            'typ',
          ].sort(),
        );
        expect(userinfo.status).toBe(401);
        subjects.push(...new Set([access?.sub, id?.sub]));
      }
      expect(subjects).toHaveLength(2);
      expect(new Set(subjects).size).toBe(2);
    });

    it('knows the same person by the same name the next time', async () => {
      const [first, second] = [await parentAt('app-lender'), await parentAt('app-lender')];
      expect(decodeJwt(first.accessToken).sub).toBe(decodeJwt(second.accessToken).sub);
    });

    it('may not ask sign-on for names', async () => {
      await expect(parentAt('app-lender', 'openid profile')).rejects.toMatchObject({ code: 'invalid_scope' });
    });

    it('is told nothing about its token, nor is another app; the gateway is', async () => {
      const { issuer } = provider();
      const { accessToken } = await parentAt('app-lender');
      for (const app of APPS) expect(await isActive(issuer, accessToken, app, secretOf(app))).toBe(false);
      expect(await isActive(issuer, accessToken, GATEWAY, secretOf(GATEWAY))).toBe(true);
    });

    it('brings a token by which the gateway knows the person, whom it asks about once', async () => {
      const counting = { calls: 0, isAway: false };
      const tokens = verifier(counting);
      const { accessToken } = await parentAt('app-lender');
      const asked = await Promise.all(Array.from({ length: 20 }, () => tokens.principal(`Bearer ${accessToken}`)));
      expect(asked[0]).toMatchObject({ ...PARENT, app: 'app-lender' });
      expect(new Set(asked).size).toBe(1);
      counting.isAway = true;
      expect(await tokens.principal(`Bearer ${accessToken}`)).toBe(asked[0]);
      expect(counting.calls).toBe(1);
      tokens.close();
    });

    it('brings a refreshed token as well', async () => {
      const { refreshToken } = await parentAt('app-lender');
      const next = await refresh(provider().issuer, refreshToken ?? '', 'app-lender', secretOf('app-lender'));
      const tokens = verifier();
      expect(await tokens.principal(`Bearer ${next.accessToken}`)).toMatchObject(PARENT);
      expect(JSON.stringify(decodeJwt(next.accessToken))).not.toMatch(/res_|c1770000|resident/);
      tokens.close();
    });

    it('brings nothing that is believed while sign-on is away, and that is said', async () => {
      const counting = { calls: 0, isAway: true };
      const tokens = verifier(counting);
      const { accessToken } = await parentAt('app-lender');
      for (let i = 0; i < 3; i++) {
        await expect(tokens.principal(`Bearer ${accessToken}`)).rejects.toMatchObject({ code: 'OVERLOADED' });
      }
      expect(counting.calls).toBe(1);
      tokens.close();
    });

    it.each<[string, (tokens: Tokens) => Promise<unknown>]>([
      ['the person has ended', ({ idToken, cookies }) => logout(provider().issuer, idToken ?? '', cookies ?? [])],
      [
        'the app has given back',
        ({ refreshToken }) =>
          postForm(at('revoke'), { client_id: 'app-lender', token: refreshToken ?? '' }, secretOf('app-lender')),
      ],
    ])('is refused a token whose session %s, and sign-on is asked about it once', async (_, end) => {
      const signedIn = await parentAt('app-lender');
      await end(signedIn);
      const counting = { calls: 0 };
      const tokens = verifier(counting);
      for (let i = 0; i < 3; i++) {
        await expect(tokens.principal(`Bearer ${signedIn.accessToken}`)).rejects.toMatchObject({
          code: 'UNAUTHENTICATED',
        });
      }
      expect(counting.calls).toBe(1);
      tokens.close();
    });

    it('may ask in its own name, and the gateway asks nobody about that', async () => {
      const { accessToken } = await clientCredentials(provider().issuer, 'app-lender', secretOf('app-lender'));
      const counting = { calls: 0 };
      const tokens = verifier(counting);
      expect(await tokens.principal(`Bearer ${accessToken}`)).toMatchObject({
        app: 'app-lender',
        resident: null,
        appPurposes: ['credit-assessment'],
      });
      expect(counting.calls).toBe(0);
      tokens.close();
    });

    it('is let in by nobody whom sign-on does not take for the gateway', async () => {
      const { accessToken } = await parentAt('app-lender');
      const tokens = verifier({ calls: 0 }, 'wrong');
      await expect(tokens.principal(`Bearer ${accessToken}`)).rejects.toMatchObject({ code: 'OVERLOADED' });
      tokens.close();
    });

    it('costs sign-on no question when it brings a forged one', async () => {
      const counting = { calls: 0 };
      const tokens = verifier(counting);
      const { accessToken } = await parentAt('app-lender');
      const [header, body, signature = ''] = accessToken.split('.');
      const forged = `${header}.${body}.${signature.slice(0, -8)}AAAAAAAA`;
      await expect(tokens.principal(`Bearer ${forged}`)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
      expect(counting.calls).toBe(0);
      tokens.close();
    });
  });
}
