import { createHmac, createPublicKey, type JsonWebKey, verify as verifySignature } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { HOP_CASES, HOP_SEQUENCES, type HopStep } from '../testing/hop-cases.ts';
import { AUDIENCE, HUB_PUBLIC_KEY, SECRETS } from '../testing/hop-signer.ts';
import { createReplayCache } from './replay-cache.ts';
import { REQUEST_CHECKS, type RequestChecks } from './request-checks.ts';
import { contentDigest, hmacSignature, signatureBase } from './signature-base.ts';
import { TOKEN_CHECKS, type TokenChecks } from './token-checks.ts';
import { composeHopVerifier } from './verifier.ts';

interface Made {
  readonly request?: Partial<RequestChecks>;
  readonly token?: Partial<TokenChecks>;
  /** Whether request ids are remembered, and when they are taken. */
  readonly once?: 'after' | 'before' | 'never';
}

/** A subgraph that verifies by these checks: it says of each request that comes whether it takes it. */
function subgraph({ request = {}, token = {}, once = 'after' }: Made) {
  let seconds = 0;
  const now = () => seconds * 1000;
  const verify = composeHopVerifier(
    { audience: AUDIENCE, keys: () => [HUB_PUBLIC_KEY], secrets: () => SECRETS, now },
    {
      request: { ...REQUEST_CHECKS, ...request },
      token: { ...TOKEN_CHECKS, ...token },
    },
  );
  const replays = createReplayCache({ now });
  return async ({ request: { path, ...sent }, seconds: at }: HopStep): Promise<boolean> => {
    seconds = at;
    try {
      const early = sent.headers['citygraph-request-id'] ?? '';
      if (once === 'before' && !replays.take(early, at + 30)) return false;
      const { requestId, expires } = await verify({ ...sent, url: path, body: Buffer.from(sent.body) });
      return once !== 'after' || replays.take(requestId, expires);
    } catch {
      return false;
    }
  };
}

/** Names of what a subgraph judges otherwise than the vectors say. */
async function red(made: Made = {}): Promise<readonly string[]> {
  const names: string[] = [];
  for (const one of HOP_CASES) if ((await subgraph(made)(one)) !== one.accepted) names.push(one.name);
  for (const { name, requests } of HOP_SEQUENCES) {
    const judge = subgraph(made);
    const verdicts: boolean[] = [];
    for (const one of requests) verdicts.push(await judge(one));
    if (verdicts.some((verdict, index) => verdict !== requests[index]?.accepted)) names.push(name);
  }
  return names;
}

const passes = () => null;
/** They say why; the signature under no key fits nothing. */
const isForWords = (name: string) => name === 'key';
const namesOf = (checks: object) => Object.keys(checks).filter((name) => !isForWords(name));

describe('the vectors', () => {
  it('are judged by the verifier with all its checks as they say', async () => {
    expect(await red()).toEqual([]);
  });

  it.each(namesOf(REQUEST_CHECKS))('notice a verifier that does not look at a request’s %s', async (name) => {
    const lax = await red({ request: { [name]: passes } });
    expect(HOP_CASES.filter(({ name: one, accepted }) => lax.includes(one) && !accepted)).not.toEqual([]);
  });

  it.each(namesOf(TOKEN_CHECKS))('notice a verifier that does not look at a token’s %s', async (name) => {
    const lax = await red({ token: { [name]: passes } });
    expect(HOP_CASES.filter(({ name: one, accepted }) => lax.includes(one) && !accepted)).not.toEqual([]);
  });

  const fits = (said: string, expected: string): string | null => (said === expected ? null : 'no');

  it.each<[string, Made, string]>([
    ['takes requests again', { once: 'never' }, 'a request that is sent twice'],
    [
      'takes an id before it knows that the request is the hub’s',
      { once: 'before' },
      'a forged request takes nothing from the one whose id it says',
    ],
    [
      'verifies no token at all',
      { token: Object.fromEntries(Object.keys(TOKEN_CHECKS).map((name) => [name, passes])) },
      'with a token that a stranger signed',
    ],
    [
      'believes the algorithm that a token names',
      {
        token: {
          signature: ({ token, header: { alg = '' } }) => {
            const [head, body, given = ''] = token.split('.');
            const mac = createHmac('sha256', Buffer.from(HUB_PUBLIC_KEY.x, 'base64url')).update(`${head}.${body}`);
            if (alg === 'none') return fits(given, '');
            if (alg === 'HS256') return fits(given, mac.digest('base64url'));
            return TOKEN_CHECKS.signature(
              { token, header: { alg, kid: HUB_PUBLIC_KEY.kid }, claims: {} },
              {
                audience: AUDIENCE,
                keys: [HUB_PUBLIC_KEY],
                seconds: 0,
                tolerance: 0,
              },
            );
          },
        },
      },
      'with a token that nobody signed (alg none)',
    ],
    [
      'believes the key that a token brings',
      {
        token: {
          signature: ({ token, header: { jwk = HUB_PUBLIC_KEY } }) => {
            const [head, body, given = ''] = token.split('.');
            const key = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
            const isGood = verifySignature(null, Buffer.from(`${head}.${body}`), key, Buffer.from(given, 'base64url'));
            return isGood ? null : 'no';
          },
        },
      },
      'with a token that a stranger signed, with their own key in it',
    ],
    [
      'takes the first key for one that is not known',
      {
        token: {
          key: passes,
          signature: (said, moment) =>
            TOKEN_CHECKS.signature({ ...said, header: { ...said.header, kid: HUB_PUBLIC_KEY.kid } }, moment),
        },
      },
      'with a token of no key',
    ],
    [
      'takes the first secret for a name that nobody gave out',
      {
        request: {
          key: passes,
          signature: (request, moment) => {
            const isKnown = SECRETS.some(({ keyId }) => keyId === request.keyId);
            return REQUEST_CHECKS.signature(isKnown ? request : { ...request, keyId: SECRETS[0].keyId }, moment);
          },
        },
      },
      'signed with a key that nobody gave out',
    ],
    [
      'holds a digest of the body as text against the signature',
      { request: { body: ({ digest, body }) => fits(digest, contentDigest(Buffer.from(body).toString('latin1'))) } },
      'with text beyond ASCII in its body',
    ],
    [
      'takes a host as it is written',
      {
        request: {
          signature: ({ method, authority, path, digest, authorization, params, signature, keyId }) => {
            const base = signatureBase(
              [
                ['@method', method],
                ['@authority', authority],
                ['@path', path ?? ''],
                ['content-digest', digest],
                ['authorization', authorization],
              ],
              params,
            );
            const secret = SECRETS.find((one) => one.keyId === keyId)?.secret ?? Buffer.alloc(32);
            return fits(signature, hmacSignature(base, secret));
          },
        },
      },
      'to its host in other letters',
    ],
  ])('notice a verifier that %s', async (_, made, name) => {
    expect(await red(made)).toContain(name);
  });
});
