import { beforeAll, expect, it } from '@jest/globals';
import type { JWK } from 'jose';
import { generateHopSecret, generateSigningKey, type SigningKey } from '../keys.ts';
import { ANONYMOUS_VIEWER } from '../principal.ts';
import { type ReceivedRequest, signHopRequest } from './request.ts';
import { signHopToken } from './token.ts';
import { createHopVerifier } from './verifier.ts';

const secret = generateHopSecret();
let key: SigningKey;
let seconds = 1_793_500_000;
const now = () => seconds * 1000;

beforeAll(async () => {
  key = await generateSigningKey();
});

function request(token: string, requestId: string): ReceivedRequest {
  const body = Buffer.from('{}');
  const url = 'http://127.0.0.1:4711/graphql';
  const headers = signHopRequest({ method: 'POST', url, body, token, requestId, keyId: 'k', secret, now });
  return { method: 'POST', url: '/graphql', body, headers: { host: '127.0.0.1:4711', ...headers } };
}

/** A verifier that counts how often it had to ask for the hub's keys, which it does once per token it verifies. */
function counted(keys: () => JWK[] = () => [key.publicJwk]) {
  const count = { asked: 0 };
  const verify = createHopVerifier({
    audience: 'health',
    keys: () => {
      count.asked++;
      return keys();
    },
    secrets: () => [{ keyId: 'k', secret }],
    now,
  });
  return { verify, count };
}

it('verifies a token once, and each request it comes with', async () => {
  const { verify, count } = counted();
  const token = await signHopToken(key, { audience: 'health', viewer: ANONYMOUS_VIEWER, now });
  await expect(verify(request(token, 'r1'))).resolves.toMatchObject({ viewer: ANONYMOUS_VIEWER, requestId: 'r1' });
  await expect(verify(request(token, 'r2'))).resolves.toMatchObject({ requestId: 'r2' });
  expect(count.asked).toBe(1);
  const forged = { ...request(token, 'r3'), body: Buffer.from('[]') };
  await expect(verify(forged)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});

it('forgets a token when it expires', async () => {
  const { verify } = counted();
  const token = await signHopToken(key, { audience: 'health', viewer: ANONYMOUS_VIEWER, now });
  await verify(request(token, 'r1'));
  seconds += 66;
  await expect(verify(request(token, 'r2'))).rejects.toMatchObject({ message: expect.stringContaining('exp') });
});

it('remembers no token that was refused', async () => {
  let keys: JWK[] = [];
  const { verify } = counted(() => keys);
  const token = await signHopToken(key, { audience: 'health', viewer: ANONYMOUS_VIEWER, now });
  await expect(verify(request(token, 'r1'))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  keys = [key.publicJwk];
  await expect(verify(request(token, 'r2'))).resolves.toBeDefined();
});

it('asks for no key when the signature already fails: strangers cost one hash', async () => {
  const { verify, count } = counted();
  const token = await signHopToken(key, { audience: 'health', viewer: ANONYMOUS_VIEWER, now });
  const { headers, ...rest } = request(token, 'r1');
  await expect(verify({ ...rest, headers: { ...headers, host: 'elsewhere' } })).rejects.toMatchObject({
    code: 'UNAUTHENTICATED',
  });
  expect(count.asked).toBe(0);
});
