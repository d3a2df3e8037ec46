import {
  type GraphSet,
  generateSigningKey,
  KEYSET_TYPE,
  type Keyset,
  type SigningKey,
  type SupergraphArtefact,
  signDocument,
} from '@citygraph/contract';
import { describe, expect, it } from '@jest/globals';
import {
  artefact,
  buckets,
  graphSet,
  graphsKey,
  keyset,
  plugin,
  policyKey,
  rollout,
  rootKey,
  signedGraphSet,
  signedKeyset,
  strangersKey,
} from '../../testing/test-delivery.ts';
import { createKeyring } from './keyring.ts';
import { openArtefact, readArtefact } from './read-artefact.ts';
import { readGraphSet } from './read-graph-set.ts';

const SDL = `schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION) { query: Query }
  enum join__Graph { HEALTH @join__graph(name: "health", url: "") AIR @join__graph(name: "air", url: "") }
  type Query @join__type(graph: HEALTH) @join__type(graph: AIR) { a: Int }`;
const content: SupergraphArtefact = {
  supergraphSdl: SDL,
  subgraphs: {
    health: { tier: 'department', release: 'b'.repeat(64) },
    air: plugin({ url: 'https://air.example/graphql' }),
  },
};
const keys = [graphsKey.publicJwk];
const stable = 'c'.repeat(64);

describe('a keyset', () => {
  const ring = (now?: () => number) =>
    createKeyring({ rootKeys: { keys: [rootKey.publicJwk], threshold: 1 }, ...(now && { now }) });

  it('says whose documents are taken, and a newer one says it anew', () => {
    const keyring = ring();
    expect(() => keyring.living('graphs')).toThrow('no keyset has come yet');
    expect(keyring.offer(signedKeyset())).toBe(true);
    expect(keyring.living('graphs')).toEqual(keys);
    const next = { ...keyset().keys, graphs: [policyKey.publicJwk] };
    expect(keyring.offer(signedKeyset({ sequence: 2, keys: next }))).toBe(true);
    expect(keyring.living('graphs')).toEqual([policyKey.publicJwk]);
    // What is on disk was signed by the old one.
    expect(keyring.known('graphs')).toEqual([policyKey.publicJwk, graphsKey.publicJwk]);
  });

  it('is taken once, never after a newer one, and never as another one of the same number', () => {
    const keyring = ring();
    const second = signedKeyset({ sequence: 2 });
    expect([keyring.offer(second), keyring.offer(second)]).toEqual([true, false]);
    expect(() => keyring.offer(signedKeyset({ sequence: 1 }))).toThrow('it is number 1, and number 2 is known already');
    expect(() => keyring.offer(signedKeyset({ sequence: 2, issuedAt: '2026-01-01T00:00:00Z' }))).toThrow(
      'it has number 2, under which something else is known already',
    );
    expect(keyring.current()?.sequence).toBe(2);
  });

  it('that has ended lets nothing new in, and what it let in goes on', () => {
    let now = Date.parse('2026-11-29T00:00:00Z');
    const keyring = ring(() => now);
    keyring.offer(signedKeyset({ expiresAt: '2026-11-29T01:00:00Z' }));
    now += 3_600_000;
    expect(() => keyring.living('policy')).toThrow(
      'the keyset 1 ended at 2026-11-29T01:00:00Z: the root key must sign a new one',
    );
    expect(keyring.known('policy')).toEqual([policyKey.publicJwk]);
    const late = signedKeyset({ sequence: 2, expiresAt: '2026-11-29T00:30:00Z' });
    expect(() => keyring.offer(late)).toThrow('it ended at 2026-11-29T00:30:00Z');
    const restarted = ring(() => now);
    restarted.restore(late);
    expect(restarted.known('graphs')).toEqual(keys);
    expect(() => restarted.living('graphs')).toThrow('the keyset 2 ended');
  });

  it.each<[string, () => unknown, RegExp]>([
    ['of a stranger', () => signedKeyset({}, strangersKey), /whose key is not known/],
    ['that is signed as something else', () => signDocument('graph-set', keyset(), [rootKey]), /signed as graph-set/],
    ['that was edited', () => ({ ...signedKeyset(), payload: keyset({ sequence: 9 }) }), /does not fit its content/],
    ['that is no document', () => 'x', /no signed document/],
    ['without a sequence', () => signedKeyset({ sequence: 0 }), /it has sequence that cannot be read/],
    [
      'that lets nobody sign',
      () => signedKeyset({ keys: { ...keyset().keys, graphs: [] } }),
      /it has keys\.graphs that cannot be read/,
    ],
    [
      'with a private key in it',
      () => signedKeyset({ keys: { ...keyset().keys, graphs: [{ ...graphsKey.publicJwk, d: 'x' }] } }),
      /it has keys\.graphs\.0 that cannot be read: Unrecognized key: "d"/,
    ],
    [
      'with what nobody knows',
      () => signedKeyset({ extra: true } as Partial<Keyset>),
      /cannot be read: Unrecognized key: "extra"/,
    ],
  ])('%s is refused with the reason', (_, make, reason) => {
    expect(() => ring().offer(make())).toThrow(reason);
  });

  it('of custodians needs as many of them as were pinned', async () => {
    const second = await generateSigningKey();
    const keyring = createKeyring({ rootKeys: { keys: [rootKey.publicJwk, second.publicJwk], threshold: 2 } });
    const by = (...roots: SigningKey[]) => signDocument(KEYSET_TYPE, keyset(), roots);
    const once = by(rootKey);
    expect(() => keyring.offer(once)).toThrow('1 of the 2 who must sign it has');
    expect(() => keyring.offer({ ...once, signatures: [...once.signatures, ...once.signatures] })).toThrow(
      '1 of the 2',
    );
    const [borrowed] = once.signatures;
    const forged = [...once.signatures, { keyId: second.kid, signature: borrowed?.signature ?? '' }];
    expect(() => keyring.offer({ ...once, signatures: forged })).toThrow('1 of the 2');
    expect(() => keyring.restore(once)).toThrow('1 of the 2');
    expect(keyring.offer(by(rootKey, strangersKey, second))).toBe(true);
  });
});

describe('an artefact', () => {
  const changed = (subgraphs: object): SupergraphArtefact =>
    ({ ...content, subgraphs: { ...content.subgraphs, ...subgraphs } }) as SupergraphArtefact;

  it('is what its name says', () => {
    const { digest, document } = artefact(content);
    expect(readArtefact(openArtefact(document, digest, keys))).toEqual(content);
  });

  it('of another name is refused, however well it is signed', () => {
    const { digest, document } = artefact(content);
    expect(() => openArtefact(document, stable, keys)).toThrow(`it is the artefact ${digest}, not ${stable}`);
  });

  it.each<[string, SupergraphArtefact, RegExp]>([
    [
      'whose department has an address',
      changed({ health: { tier: 'department', release: 'x', url: 'https://evil.example' } }),
      /it has subgraphs\.health that cannot be read: Unrecognized key: "url"/,
    ],
    [
      'whose plugin has none',
      changed({ air: { ...plugin({ url: 'x' }), url: undefined } }),
      /it has subgraphs\.air\.url that cannot be read/,
    ],
    ['whose plugin is a file', changed({ air: plugin({ url: 'file:///etc/passwd' }) }), /it has subgraphs\.air\.url/],
    ['of a tier that nobody knows', changed({ air: { tier: 'friend' } }), /it has subgraphs\.air\.tier/],
    [
      'with a limit that nobody knows',
      changed({ air: plugin({ url: 'https://a.example', limits: { requests: 3 } as object }) }),
      /it has subgraphs\.air\.limits that cannot be read/,
    ],
  ])('%s is refused', (_, payload, reason) => {
    expect(() => readArtefact(JSON.parse(JSON.stringify(payload)))).toThrow(reason);
  });

  it('that the signer of policies signed is refused', () => {
    const { digest, document } = artefact(content, policyKey);
    expect(() => openArtefact(document, digest, keys)).toThrow(/whose key is not known/);
  });
});

describe('a graph set', () => {
  const two = (first: number[], second: number[]) => [
    rollout({ artefact: stable, buckets: first }),
    rollout({ id: 'rollout-2', artefact: stable, buckets: second }),
  ];

  it('names artefacts and who gets them', () => {
    const parts = { stable, sandbox: stable, rollouts: two(buckets(0, 5), buckets(5, 100)) };
    expect(readGraphSet(signedGraphSet(parts), keys)).toEqual(graphSet(parts));
  });

  it.each<[string, Partial<GraphSet>, RegExp]>([
    [
      'whose rollouts share a bucket',
      { rollouts: two([1, 2], [2, 3]) },
      /rollout-1 and rollout-2 both own the bucket 2/,
    ],
    [
      'whose rollout owns a bucket twice',
      { rollouts: two([1, 1], []) },
      /rollout-1 and rollout-1 both own the bucket 1/,
    ],
    ['with a bucket beyond the last', { rollouts: two([100], []) }, /rollouts\.0\.buckets\.0 that cannot be read/],
    ['with a bucket below the first', { rollouts: two([-1], []) }, /rollouts\.0\.buckets\.0 that cannot be read/],
    ['with half a bucket', { rollouts: two([0.5], []) }, /rollouts\.0\.buckets\.0 that cannot be read/],
    [
      'with nine rollouts',
      { rollouts: buckets(0, 9).map((at) => rollout({ id: `r${at}`, artefact: stable, buckets: [at] })) },
      /it has rollouts that cannot be read/,
    ],
    [
      'with one rollout twice',
      { rollouts: [rollout({ artefact: stable }), rollout({ artefact: stable, buckets: [1] })] },
      /the rollout rollout-1 twice/,
    ],
    [
      'that names no digest',
      { stable: '../../etc/passwd' },
      /it has stable that cannot be read: must be SHA-256 in hex/,
    ],
    ['with what nobody knows', { canary: 5 } as Partial<GraphSet>, /Unrecognized key: "canary"/],
  ])('%s is refused', (_, parts, reason) => {
    expect(() => readGraphSet(signedGraphSet({ stable, ...parts }), keys)).toThrow(reason);
  });

  it('of a stranger is refused', () => {
    expect(() => readGraphSet(signedGraphSet({ stable }, strangersKey), keys)).toThrow(/whose key is not known/);
  });
});
