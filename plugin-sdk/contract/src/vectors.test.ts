import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import type { JWK } from 'jose';
import { HopRefusal } from './hop/hop-refusal.ts';
import { createReplayCache } from './hop/replay-cache.ts';
import { createHopVerifier, type VerifiedHop } from './hop/verifier.ts';
import type { ManifestFault } from './manifest/manifest-fault.ts';
import { MANIFEST_SCHEMA } from './manifest/manifest-schema.ts';
import { RESERVED_NAMES } from './manifest/plugin-names.ts';
import { manifestFaults } from './manifest/read-manifest.ts';
import { canonicalJson } from './signed/canonical-json.ts';
import { digestOfPayload, verifyDocument } from './signed/signed-document.ts';
import type { HopCase, HopStep } from './testing/hop-cases.ts';
import { HOP_VECTORS } from './testing/hop-vectors.ts';

/** What subgraphs in other languages are tested with; here we hold ourselves to them. */
const vectors = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8')) as T;

describe('a request of the hub', () => {
  const { audience, toleranceSeconds, hubKeys, secrets, viewer, cases, sequences } = vectors<typeof HOP_VECTORS>('hop');
  let seconds = 0;
  const now = () => seconds * 1000;
  const subgraph = () => {
    const verify = createHopVerifier({
      audience,
      keys: () => hubKeys.keys,
      secrets: () => secrets.map(({ keyId, secret }) => ({ keyId, secret: Buffer.from(secret, 'base64url') })),
      clockToleranceSeconds: toleranceSeconds,
      now,
    });
    const replays = createReplayCache({ now, grace: toleranceSeconds });
    return async (step: HopStep) => {
      seconds = step.seconds;
      const { method, path: url, headers, body } = step.request;
      const hop = await verify({ method, url, headers, body: Buffer.from(body) });
      if (!replays.take(hop.requestId, hop.expires)) throw new HopRefusal('once', 'It was sent before.');
      return hop;
    };
  };
  const isJudged = async (verdict: Promise<VerifiedHop>, { accepted, check, because, request }: HopStep) => {
    if (accepted) await expect(verdict).resolves.toMatchObject({ requestId: request.headers['citygraph-request-id'] });
    else await expect(verdict).rejects.toMatchObject({ check, message: expect.stringContaining(because ?? '?') });
  };

  it.each(cases)('$name: accepted is $accepted', async (one) => {
    await isJudged(subgraph()(one), one);
  });

  it.each(sequences)('$name', async ({ requests }) => {
    const take = subgraph();
    for (const one of requests) await isJudged(take(one), one);
  });

  it.each(['a request for somebody', 'a request for an office of one town'])(
    'tells the subgraph who asks: %s',
    async (name) => {
      const said = cases.find((one) => one.name === name) as HopCase;
      expect((await subgraph()(said)).viewer).toEqual(said.viewer ?? viewer);
    },
  );

  it('is signed over the lines that the file writes out', () => {
    const { signed } = vectors<typeof HOP_VECTORS>('hop');
    const secret = Buffer.from(secrets[0]?.secret ?? '', 'base64url');
    const signature = createHmac('sha256', secret).update(signed).digest('base64');
    expect(cases[0]?.request.headers.signature).toBe(`hop=:${signature}:`);
  });

  it('is in the file as it is made', () => {
    expect(vectors('hop')).toEqual(JSON.parse(JSON.stringify(HOP_VECTORS)));
  });
});

describe('a manifest', () => {
  interface Case {
    readonly name: string;
    readonly accepted: boolean;
    readonly by?: 'schema' | 'fields';
    readonly faults?: readonly Pick<ManifestFault, 'at' | 'message'>[];
    readonly manifest: unknown;
  }
  const { cases, reserved } = vectors<{ cases: readonly Case[]; reserved: readonly string[] }>('manifest');
  const schema = new Ajv({ discriminator: true, strict: false });
  formats.default(schema);
  const fits = schema.compile(MANIFEST_SCHEMA);

  it.each(cases)('$name: accepted is $accepted', ({ manifest, accepted, by, faults = [] }) => {
    expect(manifestFaults(manifest).map(({ at, message }) => ({ at, message }))).toEqual(faults);
    expect(faults.length === 0).toBe(accepted);
    // What the published schema lets through and is refused, others have to look at themselves.
    expect(fits(manifest)).toBe(by !== 'schema');
  });

  it('names every name that is reserved', () => {
    expect(reserved).toEqual([...RESERVED_NAMES].sort());
  });

  it('has a case of each rule that no schema could say', () => {
    const places = cases.filter(({ by }) => by === 'fields').flatMap(({ faults = [] }) => faults.map(({ at }) => at));
    expect(new Set(places)).toEqual(
      new Set([
        'id',
        'publisher',
        'subgraph',
        'namespace',
        'title.en',
        'description.en',
        'description.zh',
        'permissions.data[1].reason.en',
        'permissions.data[2]',
        'permissions.data[3]',
      ]),
    );
  });
});

it('a signed document has the canonical form, digest and signature that others compute', () => {
  const { publicKey, canonical, digest, document } = vectors<{
    publicKey: JWK;
    canonical: string;
    digest: string;
    document: { payload: unknown };
  }>('signed-document');
  expect(canonicalJson(document.payload)).toBe(canonical);
  expect(digestOfPayload(document.payload)).toBe(digest);
  expect(verifyDocument(document, 'example', [publicKey])).toEqual(document.payload);
});
