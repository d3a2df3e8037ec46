import { beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { keycloakAdapter } from './keycloak-adapter.ts';

/** `.invalid` resolves nowhere (RFC 2606): an adapter that fetched keys by itself would fail. */
const issuer = 'https://sign-on.invalid/auth/realms/city%20graph';

describe("Keycloak's adapter", () => {
  let pair: Awaited<ReturnType<typeof generateKeyPair>>;
  let keys: Record<string, JWK>;

  beforeAll(async () => {
    pair = await generateKeyPair('RS256', { extractable: true });
    const other = await generateKeyPair('RS256', { extractable: true });
    keys = { ours: await exportJWK(pair.publicKey), other: await exportJWK(other.publicKey) };
  });

  const accept = async (over: object = {}, kid = 'ours'): Promise<void> => {
    const token = await new SignJWT({ iss: issuer, aud: 'citygraph', typ: 'Bearer', ...over })
      .setProtectedHeader({ alg: 'RS256', kid })
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(pair.privateKey);
    await keycloakAdapter(issuer, 'citygraph', async (wanted) => keys[wanted] ?? null).accept(token);
  };

  it('accepts with a key that we give it, and fetches none', async () => {
    await expect(accept()).resolves.toBeUndefined();
  });

  it.each<[string, object, string, RegExp]>([
    ['of another key', {}, 'other', /signature/],
    ['of an unknown key', {}, 'unknown', /no key unknown/],
    ['of another issuer', { iss: 'https://sign-on.invalid/auth/realms/city graph' }, 'ours', /wrong ISS/],
    ['for others', { aud: 'account' }, 'ours', /wrong audience/],
    ['of another kind', { typ: 'ID' }, 'ours', /wrong type/],
  ])('refuses a token %s', async (_, claims, kid, reason) => {
    await expect(accept(claims, kid)).rejects.toThrow(reason);
  });
});
