import type { Viewer } from '@citygraph/contract';
import { testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
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
