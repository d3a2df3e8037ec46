import { type Viewer, vendorHopSecret } from '@citygraph/contract';
import { testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { AuditEntry } from '../audit-entry/audit-entry.entity.ts';
import { registry, withKeys } from '../index.ts';
import { CREATE, codeOf, registered, vendors } from '../testing/publishing-story.ts';
import { city, keys, now, people } from '../testing/story.ts';

const hopMaster = new Uint8Array(32).fill(5);
const department = testSubgraph(withKeys(keys, { hopMaster }), { seed: (em) => registry.seed(em, city), now });
const run = (viewer: Viewer, document: string, variables: Record<string, unknown> = {}) =>
  department.as(viewer).run(document, variables);
const show = (over: Record<string, unknown> = {}, viewer: Viewer = vendors.ada) =>
  run(
    viewer,
    'mutation S($c: HopChannel!, $n: Boolean! = false) { showHopKey(plugin: "air-quality", channel: $c, next: $n) { keyId secret } }',
    { c: 'STABLE', ...over },
  );
const rotate = (number: number, viewer: Viewer = vendors.ada) =>
  run(viewer, 'mutation R($n: Int!) { rotateHopKey(plugin: "air-quality", number: $n) { name } }', { n: number });

beforeEach(async () => {
  await registered(department);
  await run(vendors.ada, CREATE);
});

describe('a plugin’s key of the hop', () => {
  it('is the one that gateways sign with, shown to owners, and nowhere else', async () => {
    const { data } = await show();
    const { secret } = vendorHopSecret(hopMaster, 'air-quality.stable.1');
    expect(data.showHopKey).toEqual({
      keyId: 'air-quality.stable.1',
      secret: Buffer.from(secret).toString('base64url'),
    });
    expect((await show({ c: 'SANDBOX' })).data.showHopKey.keyId).toBe('air-quality.sandbox.1');
    for (const viewer of [vendors.eve, people.admin]) expect(codeOf(await show({}, viewer))).toBe('FORBIDDEN');
    const acts = (await department.em().find(AuditEntry, {})).map(({ record }) => record).join();
    expect(acts).toContain('air-quality.stable.1');
    expect(acts).not.toContain(data.showHopKey.secret);
  });

  it('is known before it is used, and changed once', async () => {
    const { keyId, secret } = (await show({ n: true })).data.showHopKey;
    expect(keyId).toBe('air-quality.stable.2');
    expect(codeOf(await rotate(3))).toBe('CONFLICT');
    expect(codeOf(await rotate(2, vendors.eve))).toBe('FORBIDDEN');
    expect((await rotate(2)).errors).toBeUndefined();
    expect((await rotate(2)).errors).toBeUndefined();
    expect((await show()).data.showHopKey).toEqual({ keyId, secret });
  });
});
