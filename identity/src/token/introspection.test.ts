import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { createTokenVerifier, type TokenVerifierOptions } from './create-token-verifier.ts';

const issuer = 'https://sign-on.example/realms/citygraph';
const SAID = { iss: issuer, aud: ['citygraph', 'citygraph-gateway'], azp: 'app-lender', jti: 'j1', sub: 'pairwise' };
const PERSON = { citygraph_subject: 'u1', citygraph_resident: 'res_1', realm_access: { roles: ['resident'] } };

describe('a token that leaves it to introspection', () => {
  let key: Awaited<ReturnType<typeof generateKeyPair>>;
  let keys: JWK[];

  beforeAll(async () => {
    key = await generateKeyPair('RS256', { extractable: true });
    keys = [{ ...(await exportJWK(key.publicKey)), kid: 'a', alg: 'RS256', use: 'sig' }];
  });

  const seconds = () => Math.floor(Date.now() / 1000);
  const sign = async (over: object = {}) =>
    `Bearer ${await new SignJWT({ ...SAID, typ: 'Bearer', sid: 's1', citygraph_introspect: true, ...over })
      .setProtectedHeader({ alg: 'RS256', kid: 'a' })
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(key.privateKey)}`;
  const good = (over: object = {}) => ({
    active: true,
    ...SAID,
    ...PERSON,
    client_id: 'app-lender',
    exp: seconds() + 300,
    ...over,
  });
  /** A verifier, and what its sign-on was asked. */
  const at = (
    answer: (init?: RequestInit) => Response | Promise<Response>,
    over: Partial<TokenVerifierOptions> = {},
  ) => {
    const asked: { url: string; body: string; authorization: string | null }[] = [];
    const lines: object[] = [];
    const verifier = createTokenVerifier({
      issuer,
      keyCacheFile: join(mkdtempSync(join(tmpdir(), 'citygraph-introspection-')), 'keys.json'),
      introspection: { clientId: 'citygraph-gateway', secret: 's3cret' },
      log: (line) => lines.push(line),
      fetch: async (url, init) => {
        if (String(url).endsWith('/certs')) return Response.json({ keys });
        const authorization = new Headers(init?.headers).get('authorization');
        asked.push({ url: String(url), body: String(init?.body), authorization });
        return answer(init);
      },
      ...over,
    });
    return { verifier, asked, lines };
  };

  it('is asked about with the name and secret of the gateway, and speaks for the person whom the answer names', async () => {
    const { verifier, asked } = at(() => Response.json(good()));
    const token = await sign();
    expect(await verifier.principal(token)).toMatchObject({
      subject: 'u1',
      resident: 'res_1',
      roles: ['resident'],
      app: 'app-lender',
    });
    expect(asked).toEqual([
      {
        url: `${issuer}/protocol/openid-connect/token/introspect`,
        body: `token=${token.slice(7)}&token_type_hint=access_token`,
        authorization: `Basic ${Buffer.from('citygraph-gateway:s3cret').toString('base64')}`,
      },
    ]);
    verifier.close();
  });

  it('is known only once the answer is there, and until the sooner of two ends', async () => {
    let time = Date.now();
    const { verifier } = at(() => Response.json(good({ exp: Math.floor(time / 1000) + 60 })), { now: () => time });
    const token = await sign();
    expect(verifier.knows(token)).toBe(false);
    await verifier.principal(token);
    expect(verifier.knows(token)).toBe(true);
    time += 66_000;
    expect(verifier.knows(token)).toBe(false);
    verifier.close();
  });

  it.each<[string, object]>([
    ['another issuer', { iss: 'https://other.example/realms/citygraph' }],
    ['another audience', { aud: ['account'] }],
    ['an end that is past', { exp: 1 }],
    ['no end', { exp: undefined }],
    ['another app', { azp: 'app-other', client_id: 'app-other' }],
    ['two apps', { client_id: 'app-other' }],
    ['another token', { jti: 'j2' }],
    ['nobody', { sub: undefined }],
    ['an activity that is no truth', { active: 'true' }],
    ['no activity', { active: undefined }],
  ])('is not taken by an answer about %s', async (_, over) => {
    const { verifier, lines } = at(() => Response.json(good(over)));
    await expect(verifier.principal(await sign())).rejects.toMatchObject({ code: 'OVERLOADED' });
    expect(lines).toMatchObject([{ event: 'introspection-failed' }]);
    expect(JSON.stringify(lines)).not.toContain('s3cret');
    verifier.close();
  });

  it.each<[string, () => Response | Promise<Response>]>([
    ['is away', () => Promise.reject(new Error('connect ECONNREFUSED'))],
    ['is broken', () => new Response('oops', { status: 500 })],
    ['knows no gateway', () => Response.json({ error: 'invalid_client' }, { status: 401 })],
    ['answers no JSON', () => new Response('<html>')],
    ['answers a list', () => Response.json([])],
    ['answers without end', () => Response.json(good({ note: 'n'.repeat(70_000) }))],
  ])('is refused so that it may come again when sign-on %s, which is asked once in two seconds', async (_, answer) => {
    let time = Date.now();
    const { verifier, asked } = at(answer, { now: () => time });
    const token = await sign();
    const refusal = { code: 'OVERLOADED', message: expect.stringMatching(/Send the request again in a moment/) };
    for (let i = 0; i < 3; i++) await expect(verifier.principal(token)).rejects.toMatchObject(refusal);
    expect(asked).toHaveLength(1);
    time += 2_001;
    await expect(verifier.principal(token)).rejects.toMatchObject(refusal);
    expect(asked).toHaveLength(2);
    verifier.close();
  });

  it('is refused for good when sign-on stands behind it no more', async () => {
    const { verifier, asked } = at(() => Response.json({ active: false }));
    const token = await sign();
    for (let i = 0; i < 2; i++) {
      await expect(verifier.principal(token)).rejects.toMatchObject({
        code: 'UNAUTHENTICATED',
        message: expect.stringMatching(/stands behind it no more/),
      });
    }
    expect(asked).toHaveLength(1);
    verifier.close();
  });

  it('does not wait for others when too many are asked about', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { verifier, asked } = at(async () => {
      await promise;
      return Response.json(good());
    });
    const tokens = await Promise.all(Array.from({ length: 65 }, (_, i) => sign({ jti: 'j1', n: i })));
    const all = Promise.allSettled(tokens.map((token) => verifier.principal(token)));
    const first = await Promise.race(tokens.map((token) => verifier.principal(token).catch((error) => error)));
    expect(first).toMatchObject({ code: 'OVERLOADED' });
    resolve();
    const settled = await all;
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(64);
    expect(asked).toHaveLength(64);
    verifier.close();
  });

  it('is refused where nobody can be asked', async () => {
    const { verifier, asked } = at(() => Response.json(good()), { introspection: undefined } as never);
    await expect(verifier.principal(await sign())).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(asked).toEqual([]);
    verifier.close();
  });
});
