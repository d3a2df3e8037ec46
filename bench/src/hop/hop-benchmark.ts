import { createHash } from 'node:crypto';
import {
  ANONYMOUS_VIEWER,
  createHopVerifier,
  generateHopSecret,
  generateSigningKey,
  signHopRequest,
  signHopToken,
  type Viewer,
} from '@citygraph/contract';
import { jwtVerify, SignJWT } from 'jose';
import type { Benchmark, Comparison } from '../benchmark.ts';

const ROUNDS = 5_000;
const URL = 'http://127.0.0.1:4711/graphql';

/** A subrequest as the gateway sends it: 2 KB of query and representations. */
const body = Buffer.from(
  JSON.stringify({
    query: 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Resident { name } } }',
    variables: { r: Array.from({ length: 40 }, (_, i) => ({ __typename: 'Resident', id: `res_${i}` })) },
  }),
);

export const hopBenchmark: Benchmark = {
  name: 'hop',
  description: 'proving a subrequest: sign at the gateway and verify at the department',
  async run() {
    const [perRequest, ours] = [await tokenPerRequest(), await tokenAndSignature()];
    return [comparison('sign', perRequest.sign, ours.sign), comparison('verify', perRequest.verify, ours.verify)];
  },
};

const comparison = (what: string, peer: number, ours: number): Comparison => ({
  title: `${what} (CPU of one request)`,
  unit: 'µs',
  rows: [
    { name: 'a fresh EdDSA JWT per request over the digest', value: peer },
    { name: 'cached EdDSA JWT and an RFC 9421 HMAC (CityGraph)', value: ours },
  ],
});

/** The usual way: a token of its own for every request, holding the body's digest. */
async function tokenPerRequest(): Promise<{ sign: number; verify: number }> {
  const key = await generateSigningKey();
  const sign = () =>
    new SignJWT({ digest: createHash('sha256').update(body).digest('base64') })
      .setProtectedHeader({ alg: 'EdDSA', kid: key.kid })
      .setAudience('health')
      .setExpirationTime('60s')
      .sign(key.privateKey);
  const tokens = await Promise.all(Array.from({ length: ROUNDS }, sign));
  const { importJWK } = await import('jose');
  const publicKey = await importJWK(key.publicJwk, 'EdDSA');
  return {
    sign: await microseconds(sign),
    verify: await microseconds(async (n) => {
      await jwtVerify(tokens[n % tokens.length] ?? '', publicKey, { audience: 'health' });
      createHash('sha256').update(body).digest('base64');
    }),
  };
}

async function tokenAndSignature(): Promise<{ sign: number; verify: number }> {
  const [key, secret] = [await generateSigningKey(), generateHopSecret()];
  const viewer: Viewer = { ...ANONYMOUS_VIEWER, principal: { ...ANONYMOUS_VIEWER.principal, subject: 'sub-parent' } };
  const token = await signHopToken(key, { audience: 'health', viewer });
  const sign = (n: number) =>
    signHopRequest({ method: 'POST', url: URL, body, token, requestId: `bench-${n}`, keyId: 'health-1', secret });
  const verify = createHopVerifier({
    audience: 'health',
    keys: () => [key.publicJwk],
    secrets: () => [{ keyId: 'health-1', secret }],
  });
  const signed = Array.from({ length: ROUNDS }, (_, n) => ({ host: '127.0.0.1:4711', ...sign(n) }));
  return {
    sign: await microseconds(sign),
    verify: await microseconds((n) =>
      verify({ method: 'POST', url: '/graphql', headers: signed[n % ROUNDS] ?? {}, body }),
    ),
  };
}

/** CPU a call, user and system, after a warm-up. */
async function microseconds(work: (n: number) => unknown): Promise<number> {
  for (let n = 0; n < ROUNDS / 5; n++) await work(n);
  const before = process.cpuUsage();
  for (let n = 0; n < ROUNDS; n++) await work(n);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / ROUNDS;
}
