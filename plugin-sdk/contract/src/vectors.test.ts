import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import type { JWK } from 'jose';
import { createHopVerifier } from './hop/verifier.ts';
import type { ManifestFault } from './manifest/manifest-fault.ts';
import { MANIFEST_SCHEMA } from './manifest/manifest-schema.ts';
import { RESERVED_NAMES } from './manifest/plugin-names.ts';
import { manifestFaults } from './manifest/read-manifest.ts';
import { canonicalJson } from './signed/canonical-json.ts';
import { digestOfPayload, verifyDocument } from './signed/signed-document.ts';

/** What subgraphs in other languages are tested with; here we hold ourselves to them. */
const vectors = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8')) as T;

interface HopVectors {
  readonly audience: string;
  readonly toleranceSeconds: number;
  readonly hubKeys: { readonly keys: readonly JWK[] };
  readonly secrets: readonly { readonly keyId: string; readonly secret: string }[];
  readonly viewer: object;
  readonly cases: readonly {
    readonly name: string;
    readonly seconds: number;
    readonly accepted: boolean;
    readonly because?: string;
    /** Who asks, where that is told of. */
    readonly viewer?: object;
    readonly request: {
      readonly method: string;
      readonly path: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    };
  }[];
}

describe('a request of the hub', () => {
  const { audience, toleranceSeconds, hubKeys, secrets, viewer, cases } = vectors<HopVectors>('hop');

  it.each(cases)('$name: accepted is $accepted', async ({ request, seconds, accepted, because = '' }) => {
    const verify = createHopVerifier({
      audience,
      keys: () => hubKeys.keys,
      secrets: () => secrets.map(({ keyId, secret }) => ({ keyId, secret: Buffer.from(secret, 'base64url') })),
      clockToleranceSeconds: toleranceSeconds,
      now: () => seconds * 1000,
    });
    const { method, path: url, headers, body } = request;
    const verdict = verify({ method, url, headers, body: Buffer.from(body) });
    if (accepted) await expect(verdict).resolves.toMatchObject({ requestId: headers['citygraph-request-id'] });
    else await expect(verdict).rejects.toThrow(because);
  });

  it.each(['a request for somebody', 'a request for an office of one town'])(
    'tells the subgraph who asks: %s',
    async (name) => {
      const said = cases.find((one) => one.name === name);
      const verify = createHopVerifier({
        audience,
        keys: () => hubKeys.keys,
        secrets: () => secrets.map(({ keyId, secret }) => ({ keyId, secret: Buffer.from(secret, 'base64url') })),
        now: () => (said?.seconds ?? 0) * 1000,
      });
      const { method = '', path: url = '', headers = {}, body = '' } = said?.request ?? {};
      expect((await verify({ method, url, headers, body: Buffer.from(body) })).viewer).toEqual(said?.viewer ?? viewer);
    },
  );
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
