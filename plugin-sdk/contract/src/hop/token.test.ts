import { beforeAll, describe, expect, it } from '@jest/globals';
import { base64url, SignJWT } from 'jose';
import { generateSigningKey, type SigningKey } from '../keys.ts';
import { ANONYMOUS_VIEWER, type Viewer } from '../principal.ts';
import { signHopToken, verifyHopToken } from './token.ts';
import { HOP_TOKEN_TYPE } from './token-checks.ts';

const NOW = 1_793_500_000_000;
const parent: Viewer = {
  ...ANONYMOUS_VIEWER,
  principal: { ...ANONYMOUS_VIEWER.principal, subject: 'c177', resident: 'res_xrs5107314mqsad9' },
  purpose: 'self-service',
};
let key: SigningKey;
let stranger: SigningKey;

beforeAll(async () => {
  [key, stranger] = await Promise.all([generateSigningKey(), generateSigningKey()]);
});

const verify = (token: string, { seconds = 0, audience = 'health' } = {}) =>
  verifyHopToken(token, { audience, keys: [key.publicJwk], seconds: NOW / 1000 + seconds, tolerance: 5 });

const sign = (options: { lifetimeSeconds?: number } = {}) =>
  signHopToken(key, { audience: 'health', viewer: parent, now: () => NOW, ...options });

it('tells one subgraph who asks', async () => {
  await expect(verify(await sign())).resolves.toEqual({ viewer: parent, expires: NOW / 1000 + 60 });
});

it('lives a minute at most, whatever was asked for', async () => {
  await expect(verify(await sign({ lifetimeSeconds: 86_400 }))).resolves.toMatchObject({ expires: NOW / 1000 + 60 });
});

it('publishes no private half of its key', () => {
  expect(key.publicJwk).toMatchObject({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', kid: key.kid });
  expect(key.publicJwk).not.toHaveProperty('d');
});

describe('refuses as UNAUTHENTICATED', () => {
  const at = NOW / 1000;
  const claims = { iss: 'citygraph', aud: 'health', sub: 'c177', iat: at, exp: at + 60, viewer: parent };
  const header = () => ({ alg: 'EdDSA', typ: HOP_TOKEN_TYPE, kid: key.kid });
  const made = (changes: Record<string, unknown>, head: Record<string, unknown> = {}, by = key) =>
    new SignJWT(JSON.parse(JSON.stringify({ ...claims, ...changes })))
      .setProtectedHeader({ ...header(), ...head })
      .sign(by.privateKey);
  const unsigned = () =>
    [{ ...header(), alg: 'none' }, claims].map((part) => base64url.encode(JSON.stringify(part))).join('.');
  const withHmac = () =>
    new SignJWT(claims as never)
      .setProtectedHeader({ ...header(), alg: 'HS256' })
      .sign(base64url.decode(key.publicJwk.x ?? ''));
  const edited = async () => {
    const [head, , signature] = (await made({})).split('.');
    const payload = base64url.encode(JSON.stringify({ ...claims, viewer: { ...parent, purpose: 'public-health' } }));
    return [head, payload, signature].join('.');
  };

  it('nothing that is right', async () => {
    await expect(verify(await made({}))).resolves.toMatchObject({ viewer: parent });
  });

  it.each<[string, () => Promise<string> | string, RegExp]>([
    ['a token for another subgraph', () => made({ aud: 'education' }), /aud/],
    ['a token without audience', () => made({ aud: undefined }), /aud/],
    ['another issuer', () => made({ iss: 'elsewhere' }), /iss/],
    ['a token without expiry', () => made({ exp: undefined }), /exp/],
    ['a token without issue time', () => made({ iat: undefined }), /iat/],
    ['a token that lives too long', () => made({ exp: at + 61 }), /lives 61 s/],
    ['an expired token', () => made({ iat: at - 66, exp: at - 6 }), /exp/],
    ['a token from the future', () => made({ iat: at + 6, exp: at + 60 }), /iat/],
    ['a token not valid yet', () => made({ nbf: at + 6 }), /nbf/],
    ['a token without viewer', () => made({ viewer: undefined }), /viewer/],
    ['a viewer that is none', () => made({ viewer: 'admin' }), /viewer/],
    ['another type of token', () => made({}, { typ: 'at+jwt' }), /typ/],
    ['a token without type', () => made({}, { typ: undefined }), /typ/],
    ['a key that is not the hub’s', () => made({}, { kid: stranger.kid }, stranger), /not one of the hub's/],
    ['a stranger’s signature under our key id', () => made({}, {}, stranger), /signature/],
    ['a token without key id', () => made({}, { kid: undefined }), /\(none\)/],
    ['alg none', () => `${unsigned()}.`, /alg/],
    ['HS256 with our public key for a secret', withHmac, /alg/],
    ['claims that were edited', edited, /signature/],
    ['no JWT at all', () => 'nonsense', /refused/],
    ['nothing', () => '', /refused/],
  ])('%s', async (_what, make, reason) => {
    await expect(verify(await make())).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringMatching(reason),
    });
  });

  it('what has expired, five seconds of tolerance later', async () => {
    const token = await sign();
    await expect(verify(token, { seconds: 64 })).resolves.toBeDefined();
    await expect(verify(token, { seconds: 66 })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
