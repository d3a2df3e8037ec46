import type { Viewer } from '@citygraph/contract';
import { testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { AuditEntry } from '../audit-entry/audit-entry.entity.ts';
import { verifyAudit } from '../audit-entry/verify-audit.ts';
import { refreshCatalog } from '../catalog-entry/refresh-catalog.ts';
import { GraphChange } from '../graph-set/graph-change.entity.ts';
import { registry, withKeys } from '../index.ts';
import { tellOutbox } from '../notification/tell-outbox.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { Review } from '../review/review.entity.ts';
import { Rollout } from '../rollout/rollout.entity.ts';
import { policyOf } from '../testing/policy-of.ts';
import {
  approve,
  CREATE,
  codeOf,
  fakeAdmission,
  fakeClient,
  licensed,
  publish,
  published,
  registered,
  sent,
  submit,
  vendors,
} from '../testing/publishing-story.ts';
import { city, graph, keys, now, people, shop } from '../testing/story.ts';
import { Webhook } from '../webhook/webhook.entity.ts';
import { PublisherMember } from './publisher.entity.ts';

const client = fakeClient();
const admission = fakeAdmission();
const webhookSecret = new Uint8Array(32).fill(9);
const department = testSubgraph(withKeys(keys, { client, admission, webhookSecret }), {
  seed: async (em) => {
    await registry.seed(em, city);
    await refreshCatalog(em, graph, now);
  },
  now,
});
const run = (viewer: Viewer, document: string, variables: Record<string, unknown> = {}) =>
  department.as(viewer).run(document, variables);
const close = (viewer: Viewer = vendors.ada) =>
  run(viewer, 'mutation { closePublisher(publisher: "air-lab", reason: "We move away.") { isSuspended namespaces } }');
const bundle = () => policyOf(department.em(), keys.subjectSecret, now);
const REQUEST = `mutation { requestDataGrant(plugin: "air-quality", coordinates: ["LegalEntity.invoiceTurnover"],
  purpose: "credit-assessment", retentionDays: 0, until: "2027-11-01T00:00:00+08:00", reason: "To size filters.") { id } }`;

beforeEach(async () => {
  admission.egress.set('aqi_index', [sent('LegalEntity.invoiceTurnover', 'S3')]);
  await registered(department);
  await run(vendors.ada, CREATE);
});

describe('a publisher that closes', () => {
  it('takes all access with it: plugins, grants, reviews, webhooks and members', async () => {
    await licensed(department, client, { uscc: shop, admin: people.admin });
    const { id, digest } = await published(department);
    const grant = (await run(vendors.ada, REQUEST)).data.requestDataGrant[0].id;
    await run(people.finance, 'mutation D($id: ID!) { decideDataGrant(id: $id, decision: APPROVE) { id } }', {
      id: grant,
    });
    const review = (await submit(department, id)).data.submitRelease.id;
    await run(
      vendors.ada,
      'mutation { createWebhook(publisher: "air-lab", url: "https://airlab.example/") { secret } }',
    );
    const before = await bundle();
    expect(before).toMatchObject({ grants: [{ id: grant }], plugins: { 'air-quality': { disabled: null } } });

    const { data, errors } = await close();
    expect(errors).toBeUndefined();
    expect(data.closePublisher).toEqual({ isSuspended: true, namespaces: ['aqi'] });

    const after = await bundle();
    expect(after.version).toBeGreaterThan(before.version);
    expect(after).toMatchObject({
      grants: [],
      plugins: { 'air-quality': { disabled: 'Its publisher closed: We move away.' } },
    });
    expect((await department.em().findOneOrFail(Review, { id: review })).state).toBe('CLOSED');
    expect(await department.em().count(Webhook)).toBe(0);
    expect(await department.em().count(PublisherMember)).toBe(0);
    expect(codeOf(await publish(department, { manifest: { version: '1.0.1' } }))).toBe('FORBIDDEN');
    expect(codeOf(await approve(department, review, digest, people.finance))).toBe('CONFLICT');
    await tellOutbox(department.em(), department.clock);
    const told = await run(vendors.ada, '{ notifications { nodes { topic reason } } }');
    expect(told.data.notifications.nodes).toContainEqual({
      topic: 'plugin.killed',
      reason: 'Its publisher closed: We move away.',
    });
  });

  it('leaves what it only asked for to others at once, and its names when an administrator says so', async () => {
    const CLAIM =
      'mutation C($p: ID!, $n: String!) { claimName(publisher: $p, name: $n, reason: "Known under it.") { id } }';
    const FREE = 'mutation F($r: String! = "Nobody is left.") { freeNames(publisher: "air-lab", reason: $r) }';
    const TAKE = 'mutation { takeNamespace(publisher: "dust-lab", namespace: "aqi") { handle } }';
    await registered(department, { handle: 'dust-lab', namespace: 'dust', viewer: vendors.eve });
    const claim = (viewer: Viewer, p: string, n: string) => run(viewer, CLAIM, { p, n });
    await claim(vendors.ada, 'air-lab', 'LegalEntity.asked');
    const { id } = (await claim(vendors.ada, 'air-lab', 'LegalEntity.granted')).data.claimName;
    await run(people.admin, 'mutation D($id: ID!) { decideNameClaim(id: $id, grant: true, reason: "Yes.") { id } }', {
      id,
    });
    expect(codeOf(await run(people.admin, FREE))).toBe('CONFLICT');
    await close();

    expect((await claim(vendors.eve, 'dust-lab', 'LegalEntity.asked')).errors).toBeUndefined();
    expect(codeOf(await claim(vendors.eve, 'dust-lab', 'LegalEntity.granted'))).toBe('CONFLICT');
    expect(codeOf(await run(vendors.eve, TAKE))).toBe('CONFLICT');
    expect(codeOf(await run(vendors.eve, FREE))).toBe('FORBIDDEN');
    expect(codeOf(await run(people.admin, FREE, { r: '' }))).toBe('BAD_USER_INPUT');
    expect((await run(people.admin, FREE)).data.freeNames).toEqual(['LegalEntity.granted', 'aqi']);
    expect((await run(people.admin, FREE)).data.freeNames).toEqual([]);
    const acts = (await department.em().find(AuditEntry, {})).map(({ record }) => JSON.parse(record).act);
    expect(acts.filter((act) => act === 'freeNames')).toHaveLength(1);

    expect((await claim(vendors.eve, 'dust-lab', 'LegalEntity.granted')).errors).toBeUndefined();
    expect((await run(vendors.eve, TAKE)).errors).toBeUndefined();
    const again = { handle: 'air-lab', namespace: 'airtwo', viewer: vendors.eve };
    await expect(registered(department, again)).rejects.toThrow('air-lab is taken; choose another');
  });

  it('has its names for as long as something of it is in a graph', async () => {
    const { id } = await published(department);
    await close();
    await department.em().nativeUpdate(PluginRelease, { id }, { state: 'STABLE' });
    const { errors } = await run(
      people.admin,
      'mutation { freeNames(publisher: "air-lab", reason: "Nobody is left.") }',
    );
    expect(errors?.[0]?.message).toContain('air-quality 1.0.0 in a graph still; take it out with takeOutRelease first');
  });

  it('counts for who registered it for a year, so that nobody takes names without end', async () => {
    const HANDLES = ['lab-two', 'lab-three', 'lab-four', 'lab-five'];
    const take = (handle: string, namespace: string) => registered(department, { handle, namespace });
    for (const [index, handle] of HANDLES.entries()) {
      await take(handle, `lab${index}`);
      await run(vendors.ada, 'mutation C($p: ID!) { closePublisher(publisher: $p, reason: "Done.") { handle } }', {
        p: handle,
      });
    }
    await close();
    await expect(take('lab-six', 'labsix')).rejects.toThrow('registered 5 publishers within a year');
    department.clock.set(new Date(now.getTime() + 366 * 86_400_000));
    await take('lab-six', 'labsix');
  });

  it.each(['RUNNING', 'PAUSED'] as const)('takes back what it tries on people, also what is %s', async (state) => {
    await licensed(department, client, { uscc: shop, admin: people.admin });
    const { id, digest } = await published(department);
    const review = (await submit(department, id)).data.submitRelease.id;
    await approve(department, review, digest, people.finance);
    const START = 'mutation { startRollout(plugin: "air-quality", version: "1.0.0") { id } }';
    const rollout = (await run(vendors.ada, START)).data.startRollout.id;
    if (state === 'PAUSED') {
      const PAUSE = 'mutation P($id: ID!) { pauseRollout(id: $id, reason: "Looking at it.") { id } }';
      await run(vendors.ada, PAUSE, { id: rollout });
    }
    expect((await close()).errors).toBeUndefined();
    expect(await department.em().findOneOrFail(Rollout, { id: rollout }, { disableIdentityMap: true })).toMatchObject({
      state: 'ROLLED_BACK',
      reason: 'Its publisher closed: We move away.',
    });
    const { state: release } = await department.em().findOneOrFail(PluginRelease, { id }, { disableIdentityMap: true });
    expect(release).toBe('ROLLED_BACK');
    expect(await department.em().count(GraphChange, { act: 'rollBackRollout' })).toBe(1);
    expect(await verifyAudit(department.em())).toMatchObject({ intact: true });
  });

  it('is closed by its owners alone, once, and leaves its names to nobody', async () => {
    expect(codeOf(await close(vendors.eve))).toBe('FORBIDDEN');
    expect(codeOf(await close(people.admin))).toBe('FORBIDDEN');
    expect((await close()).errors).toBeUndefined();
    expect(codeOf(await close())).toBe('FORBIDDEN');
    const again = registered(department, { viewer: vendors.eve });
    await expect(again).rejects.toThrow('air-lab is taken');
  });
});

it('approves nothing of a publisher that was suspended meanwhile', async () => {
  const { id, digest } = await published(department);
  const review = (await submit(department, id)).data.submitRelease.id;
  await run(people.admin2, 'mutation { suspendPublisher(publisher: "air-lab", reason: "Spam.") { handle } }');
  const answer = await approve(department, review, digest, people.finance);
  expect(answer.errors?.[0]?.message).toContain('its publisher is suspended: Spam.');
});
