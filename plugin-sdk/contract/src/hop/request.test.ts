import { describe, expect, it } from '@jest/globals';
import { CityGraphError } from '../error.ts';
import { generateHopSecret } from '../keys.ts';
import { type ReceivedRequest, signHopRequest, verifyHopRequest } from './request.ts';
import { contentDigest, hmacSignature } from './signature-base.ts';

const NOW = 1_793_500_000_000;
const secret = generateHopSecret();
const body = Buffer.from('{"query":"{ me { name } }"}');
const sent = {
  method: 'POST',
  url: 'http://127.0.0.1:4711/graphql',
  body,
  token: 'a.b.c',
  requestId: '0d6f.3',
  keyId: 'health-1',
  secret,
  now: () => NOW,
};

const received = (
  changes: Partial<typeof sent> = {},
): ReceivedRequest & { headers: Record<string, string | undefined> } => ({
  method: 'POST',
  url: '/graphql',
  body,
  headers: { host: '127.0.0.1:4711', ...signHopRequest({ ...sent, ...changes }) },
});

const verify = (request: ReceivedRequest, seconds = 0, secrets = [{ keyId: 'health-1', secret }]) =>
  verifyHopRequest(request, { secrets, seconds: NOW / 1000 + seconds, tolerance: 5 });

it('says token, request id and expiry of a request that arrived as it was sent', () => {
  expect(verify(received())).toEqual({ token: 'a.b.c', requestId: '0d6f.3', expires: NOW / 1000 + 30 });
});

it('covers method, authority, path, digest and authorization, for thirty seconds, with the request id as nonce', () => {
  expect(received().headers['signature-input']).toBe(
    'hop=("@method" "@authority" "@path" "content-digest" "authorization")' +
      ';created=1793500000;expires=1793500030;nonce="0d6f.3";alg="hmac-sha256";keyid="health-1"',
  );
});

it('takes either of two secrets while one is being rotated', () => {
  const next = { keyId: 'health-2', secret: generateHopSecret() };
  const secrets = [{ keyId: 'health-1', secret }, next];
  expect(verify(received(), 0, secrets).token).toBe('a.b.c');
  expect(verify(received(next), 0, secrets).token).toBe('a.b.c');
});

describe('refuses as UNAUTHENTICATED, with the reason,', () => {
  const signed = received();
  const withHeaders = (headers: Record<string, string | undefined>): ReceivedRequest => ({
    ...signed,
    headers: { ...signed.headers, ...headers },
  });
  /** Signed with the right key by somebody who would like other rules. */
  const signedAs = (params: string): ReceivedRequest => {
    const list = '("@method" "@authority" "@path" "content-digest" "authorization")';
    const base = [
      '"@method": POST',
      '"@authority": 127.0.0.1:4711',
      '"@path": /graphql',
      `"content-digest": ${signed.headers['content-digest']}`,
      '"authorization": Bearer a.b.c',
      `"@signature-params": ${list}${params}`,
    ].join('\n');
    return withHeaders({
      'signature-input': `hop=${list}${params}`,
      signature: `hop=:${hmacSignature(base, secret)}:`,
    });
  };
  const hop = (created: number, expires: number) =>
    `;created=${created};expires=${expires};nonce="0d6f.3";alg="hmac-sha256";keyid="health-1"`;
  const at = NOW / 1000;

  it('nothing that its own counter-example would not also show: the right parameters pass', () => {
    expect(verify(signedAs(hop(at, at + 30))).requestId).toBe('0d6f.3');
  });

  it.each<[string, ReceivedRequest, RegExp]>([
    ['no signature at all', { ...signed, headers: { authorization: 'Bearer a.b.c' } }, /not signed as the hub signs/],
    ['another method', { ...signed, method: 'PUT' }, /signature does not fit/],
    ['another path', { ...signed, url: '/operations/standing' }, /signature does not fit/],
    ['a path that cannot be read', { ...signed, url: 'http://[' }, /path cannot be read/],
    ['another authority', withHeaders({ host: '127.0.0.1:4712' }), /signature does not fit/],
    ['no authority', withHeaders({ host: undefined }), /signature does not fit/],
    ['another body', { ...signed, body: Buffer.from('{"query":"{ all }"}') }, /body is not the one/],
    [
      'another body with its own digest',
      { ...withHeaders({ 'content-digest': contentDigest('[]') }), body: Buffer.from('[]') },
      /signature does not fit/,
    ],
    ['another token', withHeaders({ authorization: 'Bearer d.e.f' }), /signature does not fit/],
    ['no token', withHeaders({ authorization: undefined }), /no hop token/],
    ['another scheme', withHeaders({ authorization: 'Basic a.b.c' }), /no hop token/],
    ['another request id', withHeaders({ 'citygraph-request-id': '0d6f.4' }), /request id is not the signed one/],
    ['another key', received({ secret: generateHopSecret() }), /signature does not fit/],
    ['a key id nobody gave out', received({ keyId: 'education-1' }), /key education-1 is not known/],
    ['two signatures', withHeaders({ signature: `${signed.headers.signature}, x=:AA==:` }), /not signed as the hub/],
    ['a longer life', signedAs(hop(at, at + 31)), /may live 30 s at most/],
    ['fewer covered parts', withHeaders({ 'signature-input': `hop=("@method")${hop(at, at + 30)}` }), /not signed as/],
    ['another algorithm', signedAs(hop(at, at + 30).replace('hmac-sha256', 'none')), /not signed as the hub/],
  ])('%s', (_what, request, reason) => {
    expect(() => verify(request)).toThrow(CityGraphError);
    expect(() => verify(request)).toThrow(
      expect.objectContaining({ code: 'UNAUTHENTICATED', message: expect.stringMatching(reason) }),
    );
  });

  it('what is past its time or before it, beyond five seconds of tolerance', () => {
    expect(() => verify(received(), 35)).not.toThrow();
    expect(() => verify(received(), 36)).toThrow(/too old or from the future/);
    expect(() => verify(received(), -5)).not.toThrow();
    expect(() => verify(received(), -6)).toThrow(/too old or from the future/);
  });
});
