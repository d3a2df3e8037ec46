import { type Viewer, vendorHopSecret } from '@citygraph/contract';
import { testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { AuditEntry } from '../audit-entry/audit-entry.entity.ts';
import { GraphChange } from '../graph-set/graph-change.entity.ts';
import { registry, withKeys } from '../index.ts';
import { tellOutbox } from '../notification/tell-outbox.ts';
import { CREATE, codeOf, registered, subjects, vendors } from '../testing/publishing-story.ts';
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

  it('says by which decision it was changed, and a repeat says the same', async () => {
    const decision = async () =>
      (await run(vendors.ada, '{ plugin(name: "air-quality") { hopKeyDecision } }')).data.plugin.hopKeyDecision;
    expect(await decision()).toBeNull();
    await rotate(2);
    const [{ number } = { number: 0 }] = await department.em().find(GraphChange, { act: 'rotateHopKey' });
    expect(await decision()).toBe(number);
    await rotate(2);
    expect(await decision()).toBe(number);
  });

  const replace = (number: number, viewer: Viewer = vendors.ada) =>
    run(
      viewer,
      'mutation R($n: Int!) { replaceHopKey(plugin: "air-quality", number: $n, reason: "Ben has left.") { name } }',
      { n: number },
    );

  it('is replaced at once by one that nobody was shown', async () => {
    const known = [await show(), await show({ n: true })].map(({ data }) => data.showHopKey.secret);
    expect(codeOf(await replace(2))).toBe('CONFLICT');
    expect(codeOf(await replace(4))).toBe('CONFLICT');
    for (const viewer of [vendors.eve, people.admin]) expect(codeOf(await replace(3, viewer))).toBe('FORBIDDEN');
    expect((await replace(3)).errors).toBeUndefined();
    expect((await replace(3)).errors).toBeUndefined();
    const { keyId, secret } = (await show()).data.showHopKey;
    expect(keyId).toBe('air-quality.stable.3');
    expect(known).not.toContain(secret);
    expect(await department.em().count(GraphChange, { act: 'replaceHopKey' })).toBe(1);
  });

  it('is what the owners are told to replace when one of them leaves, or is an owner no more', async () => {
    const member = (act: string, role: string, viewer: Viewer = vendors.ada) =>
      run(viewer, `mutation { ${act}(publisher: "air-lab", subject: "${subjects.ben}"${role}) { handle } }`);
    const told = async (viewer: Viewer) => {
      await tellOutbox(department.em(), department.clock);
      const { data } = await run(viewer, '{ notifications { nodes { topic plugin { name } reason } } }');
      return data.notifications.nodes;
    };
    await member('inviteMember', ', role: OWNER');
    await run(vendors.ben, 'mutation { answerInvitation(publisher: "air-lab", accept: true) { handle } }');
    expect(await told(vendors.ada)).toEqual([]);
    expect((await member('removeMember', '')).errors).toBeUndefined();
    expect(await told(vendors.ada)).toEqual([
      {
        topic: 'hop-key.exposed',
        plugin: { name: 'air-quality' },
        reason: expect.stringMatching(
          /replaceHopKey\(plugin: "air-quality", number: 3, reason: "…"\), or citygraph plugin key --plugin air-quality --replace 3 --reason …/,
        ),
      },
    ]);
    expect(await told(vendors.ben)).toEqual([]);
  });
});
