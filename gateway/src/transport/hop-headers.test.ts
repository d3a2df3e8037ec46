import {
  ANONYMOUS_VIEWER,
  createHopVerifier,
  generateHopSecret,
  generateSigningKey,
  type Viewer,
} from '@citygraph/contract';
import { describe, expect, it } from '@jest/globals';
import { authContext, createHopSigner } from './hop-headers.ts';

const viewer = (subject: string, purpose: Viewer['purpose'] = null): Viewer => ({
  ...ANONYMOUS_VIEWER,
  principal: { ...ANONYMOUS_VIEWER.principal, subject },
  purpose,
});

async function signer() {
  const key = await generateSigningKey();
  const hop = { keyId: 'k', secret: generateHopSecret() };
  const clock = { at: Date.now() };
  const { sign } = createHopSigner(key, () => clock.at);
  const request = (who: Viewer, subgraph = 'health') =>
    sign({
      subgraph,
      url: 'http://127.0.0.1:1/graphql',
      body: '{}',
      requestId: 'r.1',
      hop,
      viewer: who,
      context: authContext(who),
    });
  return {
    key,
    hop,
    clock,
    request,
    token: async (who: Viewer, to?: string) => (await request(who, to)).authorization,
  };
}

describe('createHopSigner', () => {
  it('signs what the department verifies', async () => {
    const { key, hop, request } = await signer();
    const verify = createHopVerifier({ audience: 'health', keys: () => [key.publicJwk], secrets: () => [hop] });
    const headers = { host: '127.0.0.1:1', ...(await request(viewer('ada', 'self-service'))) };
    const { viewer: seen } = await verify({ method: 'POST', url: '/graphql', headers, body: Buffer.from('{}') });
    expect(seen).toEqual(viewer('ada', 'self-service'));
  });

  it('makes one token per authContext and subgraph, and a new one before it expires', async () => {
    const { clock, token } = await signer();
    const first = await token(viewer('ada'));
    expect(await token(viewer('ada'))).toBe(first);
    expect(await token(viewer('ada'), 'education')).not.toBe(first);
    expect(await token(viewer('bo'))).not.toBe(first);
    clock.at += 50_000;
    expect(await token(viewer('ada'))).not.toBe(first);
  });

  it('tells callers apart by everything an answer may depend on', () => {
    const contexts = [
      viewer('ada'),
      viewer('bo'),
      viewer('ada', 'self-service'),
      { ...viewer('ada'), receivers: ['p@1'] },
    ];
    expect(new Set(contexts.map(authContext)).size).toBe(4);
    expect(authContext(viewer('ada'))).toBe(authContext(viewer('ada')));
  });
});
