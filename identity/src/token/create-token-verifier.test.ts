import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { createTokenVerifier, type TokenVerifier, type TokenVerifierOptions } from './create-token-verifier.ts';

const issuer = 'https://sign-on.example/realms/citygraph';
const HOUR = 3_600_000;
type Pair = Awaited<ReturnType<typeof generateKeyPair>>;

describe('the token verifier', () => {
  const pairs: Record<string, Pair> = {};
  const jwks: { keys: JWK[] } = { keys: [] };
  const open: TokenVerifier[] = [];

  beforeAll(async () => {
    for (const alg of ['RS256', 'PS256', 'ES256', 'RS512']) {
      const pair = await generateKeyPair(alg, { extractable: true });
      pairs[alg] = pair;
      jwks.keys.push({ ...(await exportJWK(pair.publicKey)), kid: alg, alg, use: 'sig' });
    }
  });
  afterEach(() => {
    for (const verifier of open.splice(0)) verifier.close();
  });

  const file = () => join(mkdtempSync(join(tmpdir(), 'citygraph-verifier-')), 'keys', 'keys.json');
  /** A provider that counts how often it is asked. */
  const provider = (answer: () => unknown = () => jwks) => {
    const asked: string[] = [];
    const fetch = async (url: unknown) => {
      asked.push(String(url));
      return Response.json(await answer());
    };
    return { asked, fetch: fetch as typeof globalThis.fetch };
  };
  const verifierOf = (options: Partial<TokenVerifierOptions> = {}): TokenVerifier => {
    const verifier = createTokenVerifier({ issuer, keyCacheFile: file(), fetch: provider().fetch, ...options });
    open.push(verifier);
    return verifier;
  };
  const seconds = () => Math.floor(Date.now() / 1000);
  const sign = (over: Record<string, unknown> = {}, alg = 'RS256', header: object = {}): Promise<string> => {
    const claims = { iss: issuer, aud: 'citygraph', sub: 'x', typ: 'Bearer', azp: 'citygraph-cli' };
    const { privateKey } = pairs[alg] as Pair;
    return new SignJWT({ ...claims, iat: seconds(), exp: seconds() + 300, ...over })
      .setProtectedHeader({ alg, kid: alg, ...header })
      .sign(privateKey);
  };
  const judge = async (token: string, options: Partial<TokenVerifierOptions> = {}) =>
    verifierOf(options).principal(`Bearer ${token}`);

  it.each(['RS256', 'PS256', 'ES256'])('accepts %s', async (alg) => {
    expect(await judge(await sign({}, alg))).toMatchObject({ subject: 'x', app: 'citygraph-cli' });
  });

  it('makes a principal of the claims, and of nothing that has another shape', async () => {
    const claims = {
      citygraph_resident: 'res_1',
      citygraph_agency: '11220100MB1C101566',
      citygraph_division: '220102',
      citygraph_purposes: ['social-assistance', 'world-domination', 7],
      realm_access: { roles: ['officer', null] },
      scope: 'openid  profile',
    };
    expect(await judge(await sign(claims))).toEqual({
      subject: 'x',
      app: 'citygraph-cli',
      resident: 'res_1',
      agency: '11220100MB1C101566',
      divisionPrefix: '220102',
      roles: ['officer'],
      scopes: ['openid', 'profile'],
      appPurposes: ['social-assistance'],
    });
    expect(await judge(await sign({ citygraph_resident: ['res_1'], citygraph_purposes: 'all', scope: 1 }))).toEqual({
      subject: 'x',
      app: 'citygraph-cli',
      resident: null,
      agency: null,
      divisionPrefix: null,
      roles: [],
      scopes: [],
      appPurposes: [],
    });
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['has no end', { exp: undefined }, /"exp"/],
    ['has ended', { exp: seconds() - 6 }, /"exp"/],
    ['begins later', { nbf: seconds() + 60 }, /"nbf"/],
    ['comes from the future', { iat: seconds() + 60 }, /future|"iat"/],
    ['has no beginning', { iat: undefined }, /"iat"/],
    ['belongs to nobody', { sub: undefined }, /"sub"/],
    ['is for others', { aud: ['account'] }, /"aud"/],
    ['is for nobody', { aud: undefined }, /"aud"/],
    ['was issued elsewhere', { iss: 'https://sign-on.example/realms/other' }, /"iss"/],
    ['was issued by nearly the same', { iss: `${issuer}/` }, /"iss"/],
    ['is an id token', { typ: 'ID' }, /not an access token/],
    ['is a refresh token', { typ: 'Refresh' }, /not an access token/],
    ['does not say what it is', { typ: undefined }, /not an access token/],
  ])('refuses a well-signed token that %s', async (_, claims, reason) => {
    const refusal = judge(await sign(claims));
    await expect(refusal).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(refusal).rejects.toThrow(reason);
  });

  it('refuses algorithms off its list, even signed with a published key', async () => {
    await expect(judge(await sign({}, 'RS512'))).rejects.toThrow('algorithm RS512 is not accepted');
  });

  it('refuses a key used for another algorithm than its own', async () => {
    await expect(judge(await sign({}, 'PS256', { kid: 'RS256' }))).rejects.toThrow('not signed with a key');
  });

  it('leaves five seconds for clocks that differ', async () => {
    expect(await judge(await sign({ exp: seconds() - 3 }))).toMatchObject({ subject: 'x' });
    expect(await judge(await sign({ nbf: seconds() + 3 }))).toMatchObject({ subject: 'x' });
  });

  it.each([
    ['is no bearer', 'Basic eDp5'],
    ['is empty', ''],
    ['has two parts', 'Bearer a.b'],
    ['holds two tokens', 'Bearer a.b.c, Bearer a.b.c'],
  ])('refuses a header that %s without asking anybody', async (_, header) => {
    const { asked, fetch } = provider();
    await expect(verifierOf({ fetch }).principal(header)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(asked).toEqual([]);
  });

  it('refuses a token larger than 8 KiB unread, however well it is signed', async () => {
    const { asked, fetch } = provider();
    expect(await judge(await sign({ note: 'n'.repeat(5_000) }))).toMatchObject({ subject: 'x' });
    await expect(judge(await sign({ note: 'n'.repeat(6_200) }), { fetch })).rejects.toThrow('not a bearer token');
    expect(asked).toEqual([]);
  });

  it("lets Keycloak's adapter judge too: it alone refuses a token older than its realm", async () => {
    await expect(judge(await sign({ iat: -1 }))).rejects.toThrow(/stale token/);
  });

  it('asks the provider once for many tokens, at its certs', async () => {
    const { asked, fetch } = provider();
    const verifier = verifierOf({ fetch });
    const tokens = await Promise.all(Array.from({ length: 20 }, (_, i) => sign({ sub: `s${i}` })));
    await Promise.all(tokens.map((token) => verifier.principal(`Bearer ${token}`)));
    expect(asked).toEqual([`${issuer}/protocol/openid-connect/certs`]);
  });

  it('asks again for an unknown key, at most once in 30 s, and so learns a new one', async () => {
    let [published, time] = [{ keys: [] as JWK[] }, Date.now()];
    const { asked, fetch } = provider(() => published);
    const verifier = verifierOf({ fetch, now: () => time });
    const header = `Bearer ${await sign()}`;
    await expect(verifier.principal(header)).rejects.toThrow('not signed with a key');
    published = jwks;
    time += 29_000;
    await expect(verifier.principal(header)).rejects.toThrow('not signed with a key');
    time += 2_000;
    expect(await verifier.principal(header)).toMatchObject({ subject: 'x' });
    expect(asked).toHaveLength(2);
  });

  it('keeps keys on disk for its owner alone, and serves from them through a day of outage', async () => {
    const keyCacheFile = file();
    await judge(await sign(), { keyCacheFile });
    expect(statSync(keyCacheFile).mode & 0o777).toBe(0o600);
    expect(readFileSync(keyCacheFile, 'utf8')).not.toContain('"d"');
    let time = Date.now();
    const away = provider(() => Promise.reject(new Error('connect ECONNREFUSED')));
    const verifier = verifierOf({ keyCacheFile, fetch: away.fetch, now: () => time });
    for (let hour = 0; hour <= 24; hour++) {
      time = Date.now() + hour * HOUR;
      const [iat, exp] = [Math.floor(time / 1000), Math.floor(time / 1000) + 300];
      expect(await verifier.principal(`Bearer ${await sign({ iat, exp })}`)).toMatchObject({ subject: 'x' });
    }
  });

  it.each([
    ['broken', () => '{'],
    ['of another provider', () => JSON.stringify({ from: 'https://other.example/certs', keys: jwks.keys })],
  ])('does not rely on a key file that is %s', async (_, content) => {
    const keyCacheFile = join(mkdtempSync(join(tmpdir(), 'citygraph-verifier-')), 'keys.json');
    writeFileSync(keyCacheFile, content());
    const away = provider(() => Promise.reject(new Error('away')));
    await expect(judge(await sign(), { keyCacheFile, fetch: away.fetch })).rejects.toThrow('not signed with a key');
    expect(await judge(await sign(), { keyCacheFile })).toMatchObject({ subject: 'x' });
  });

  it('keeps the keys it has when the provider answers nonsense', async () => {
    const keyCacheFile = file();
    await judge(await sign(), { keyCacheFile });
    const { fetch } = provider(() => ({ keys: [] }));
    const verifier = verifierOf({ keyCacheFile, fetch });
    for (const sub of ['a', 'b']) {
      expect(await verifier.principal(`Bearer ${await sign({ sub })}`)).toMatchObject({ subject: sub });
    }
  });

  it('remembers a principal until the token ends, and no longer', async () => {
    let time = Date.now();
    const verifier = verifierOf({ now: () => time });
    const header = `Bearer ${await sign()}`;
    const first = await verifier.principal(header);
    expect(await verifier.principal(header)).toBe(first);
    time += 306_000;
    await expect(verifier.principal(header)).rejects.toThrow(/"exp"/);
  });

  it('knows at once whose token it verified, until that ends; nobody by a header alone', async () => {
    let time = Date.now();
    const verifier = verifierOf({ now: () => time });
    const header = `Bearer ${await sign()}`;
    expect(verifier.knows(header)).toBe(false);
    await verifier.principal(header);
    expect([header, undefined, 'Bearer nonsense', `${header}x`].map(verifier.knows)).toEqual([
      true,
      false,
      false,
      false,
    ]);
    time += 306_000;
    expect(verifier.knows(header)).toBe(false);
  });

  it('forgets first the principal that was used last longest ago', async () => {
    const verifier = verifierOf({ remember: 2 });
    const [a, b, c] = await Promise.all(['a', 'b', 'c'].map(async (sub) => `Bearer ${await sign({ sub })}`));
    const [kept, lost] = [await verifier.principal(a), await verifier.principal(b)];
    await verifier.principal(a);
    await verifier.principal(c);
    expect(await verifier.principal(a)).toBe(kept);
    expect(await verifier.principal(b)).not.toBe(lost);
  });

  it.each(['keycloak', 'ftp://sign-on.example/realms/citygraph', `${issuer}/`, 'https://sign-on.example/'])(
    'does not start with the issuer %s, and names it',
    (wrong) => {
      expect(() => verifierOf({ issuer: wrong })).toThrow(`The issuer "${wrong}" is not usable`);
    },
  );
});
