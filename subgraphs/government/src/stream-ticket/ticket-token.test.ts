import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { generateTicketKey, kidOf, publicJwk, signTicket, verifyTicket } from './ticket-token.ts';

const key = generateTicketKey();
const now = new Date('2026-11-01T10:00:00+08:00');
const iat = now.getTime() / 1000;
const claims = {
  iss: 'government',
  aud: 'video-gateway',
  sub: '22010200001320000001',
  jti: 'tkt_1',
  iat,
  exp: iat + 60,
};
const token = signTicket(key, claims);
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a ticket', () => {
  it('verifies with the published key alone, as any JWS library would do it', () => {
    const [header = '', payload = '', signature = ''] = token.split('.');
    const { kid, alg, use, ...jwk } = publicJwk(key);
    expect({ kid, alg, use }).toEqual({ kid: key.kid, alg: 'EdDSA', use: 'sig' });
    expect(jwk).toEqual({ kty: 'OKP', crv: 'Ed25519', x: expect.any(String) });
    const signed = Buffer.from(`${header}.${payload}`);
    const published = createPublicKey({ key: jwk, format: 'jwk' });
    expect(verify(null, signed, published, Buffer.from(signature, 'base64url'))).toBe(true);
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({
      alg: 'EdDSA',
      typ: 'stream-ticket+jwt',
      kid: key.kid,
    });
  });

  it('says which device, for whom and how long, and is signed alike each time', () => {
    expect(verifyTicket(key, token, now)).toEqual(claims);
    expect(signTicket(key, claims)).toBe(token);
    expect(kidOf(token)).toBe(key.kid);
  });

  it('lives to its last millisecond and no longer', () => {
    expect(verifyTicket(key, token, new Date((iat + 60) * 1000 - 1))).toEqual(claims);
    expect(() => verifyTicket(key, token, new Date((iat + 60) * 1000))).toThrow(/it expired; a ticket lives 60 s/);
  });

  const [header = '', payload = '', signature = ''] = token.split('.');
  it.each([
    ['changed in what it says', `${header}.${part({ ...claims, sub: '22010200001320000002' })}.${signature}`],
    ['signed by another key', signTicket({ ...generateTicketKey(), kid: key.kid }, claims)],
    ['signed by nobody', `${part({ alg: 'none', typ: 'stream-ticket+jwt', kid: key.kid })}.${payload}.${signature}`],
    ['without a signature', `${header}.${payload}.`],
    ['of another type', `${part({ alg: 'EdDSA', typ: 'JWT', kid: key.kid })}.${payload}.${signature}`],
    ['for another audience', signTicket(key, { ...claims, aud: 'somebody' })],
    ['from another issuer', signTicket(key, { ...claims, iss: 'somebody' })],
    ['without a device', signTicket(key, { ...claims, sub: '' })],
    ['no token at all', 'hello'],
    ['empty', ''],
    ['endless', 'A'.repeat(100_000)],
  ])('is refused when it is %s', (_what, forged) => {
    expect(() => verifyTicket(key, forged, now)).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
  });

  it('is refused when its key is unknown', () => {
    expect(() => verifyTicket(null, token, now)).toThrow(/none of ours/);
  });
});
