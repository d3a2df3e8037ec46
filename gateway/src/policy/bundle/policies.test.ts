import { type ConsentShard, consentShardOf, digestOfPayload, subjectHash } from '@citygraph/contract';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { consent, key, SECRET, signedBundle } from '../../testing/test-policy.ts';
import { createPolicies, type Policies } from './policies.ts';

const subject = (resident: string) => subjectHash(SECRET, 'Resident', resident);
const shardOf = (resident: string, ...consents: ConsentShard['consents']): ConsentShard => ({
  shard: consentShardOf(subject(resident)),
  consents,
});
const naming = (...shards: ConsentShard[]) =>
  Object.fromEntries(shards.map((shard) => [shard.shard, digestOfPayload(shard)]));

const parent = shardOf('res_parent', consent());
const neighbour = shardOf('res_neighbour', consent({ id: 'consent_2', subject: subject('res_neighbour') }));

let policies: Policies;
beforeEach(() => {
  policies = createPolicies({ keys: [key.publicJwk], subjectSecret: SECRET });
});
const mayUse = (resident: string) =>
  policies.current()?.hasConsent('grant_1', 'Resident', resident, Date.now()) ?? false;

describe('consents that a bundle names', () => {
  it('hold when they come with it; of the next, what has not changed is known', () => {
    const first = signedBundle({ consentShards: naming(parent, neighbour) });
    expect([...policies.offer(first).wanted()].sort()).toEqual(Object.values(naming(parent, neighbour)).sort());
    expect(policies.offer(first).take([parent, neighbour])).toBe(true);
    expect([mayUse('res_parent'), mayUse('res_neighbour'), mayUse('res_nobody')]).toEqual([true, true, false]);

    const emptied = { ...parent, consents: [] };
    const second = signedBundle({ consentShards: naming(emptied, neighbour) });
    expect(policies.offer(second).wanted()).toEqual([digestOfPayload(emptied)]);
    expect(policies.offer(second).take([emptied])).toBe(true);
    expect([mayUse('res_parent'), mayUse('res_neighbour')]).toEqual([false, true]);
  });

  it('that are missing were given by nobody, and hold as soon as they come', () => {
    const document = signedBundle({ consentShards: naming(parent, neighbour) });
    expect(policies.offer(document).take([neighbour])).toBe(true);
    expect([mayUse('res_parent'), mayUse('res_neighbour')]).toEqual([false, true]);
    expect(policies.offer(document).take()).toBe(false);
    expect(policies.offer(document).wanted()).toEqual([digestOfPayload(parent)]);
    expect(policies.offer(document).take([parent])).toBe(true);
    expect([mayUse('res_parent'), mayUse('res_neighbour')]).toEqual([true, true]);
    expect(policies.offer(document).take([parent])).toBe(false);
  });

  it('count by their digest alone: what nobody signed for has no say', () => {
    const document = signedBundle({ consentShards: naming(parent) });
    const forged = shardOf('res_parent', consent({ subject: subject('res_parent'), grant: 'grant_2' }));
    expect(policies.offer(document).take([forged, neighbour, null, 'x'])).toBe(true);
    expect([mayUse('res_parent'), mayUse('res_neighbour')]).toEqual([false, false]);
    expect(policies.current()?.hasConsent('grant_2', 'Resident', 'res_parent', Date.now())).toBe(false);
  });

  it('of an older bundle are forgotten with it', () => {
    policies.offer(signedBundle({ consentShards: naming(parent) })).take([parent]);
    policies.offer(signedBundle({})).take();
    expect(mayUse('res_parent')).toBe(false);
    expect(policies.offer(signedBundle({ consentShards: naming(parent) })).wanted()).toHaveLength(1);
  });

  it('are asked for only of a bundle that is signed', () => {
    const forged = { ...signedBundle({ consentShards: naming(parent) }), signatures: [] };
    expect(() => policies.offer(forged).wanted()).toThrow();
  });
});
