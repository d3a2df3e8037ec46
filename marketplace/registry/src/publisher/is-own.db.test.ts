import { generateKeyPairSync } from 'node:crypto';
import type { Viewer } from '@citygraph/contract';
import { testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { refreshCatalog } from '../catalog-entry/refresh-catalog.ts';
import { registry, withKeys } from '../index.ts';
import {
  approve,
  CREATE,
  codeOf,
  fakeAdmission,
  fakeClient,
  licensed,
  published,
  registered,
  sent,
  submit,
  vendors,
} from '../testing/publishing-story.ts';
import { city, graph, keys, now, people, shop } from '../testing/story.ts';
import { Workload } from '../workload/workload.entity.ts';
import { FormerMember } from './former-member.entity.ts';
import { isOwn, OWN_DAYS } from './is-own.ts';
import { Publisher } from './publisher.entity.ts';

const TURNOVER = 'LegalEntity.invoiceTurnover';
const REQUEST = `mutation { requestDataGrant(plugin: "air-quality", coordinates: ["${TURNOVER}"], purpose: "credit-assessment",
  retentionDays: 0, until: "2027-11-01T00:00:00+08:00", reason: "To size the filters.") { id } }`;
const CLAIM =
  'mutation { claimName(publisher: "air-lab", name: "AirQuality", reason: "Known under it for years.") { id } }';
const client = fakeClient();
const admission = fakeAdmission();
const department = testSubgraph(withKeys(keys, { client, admission }), {
  seed: async (em) => {
    await registry.seed(em, city);
    await refreshCatalog(em, graph, now);
  },
  now,
});
const run = (viewer: Viewer, document: string, variables: Record<string, unknown> = {}) =>
  department.as(viewer).run(document, variables);
const must = async (viewer: Viewer, document: string, variables: Record<string, unknown> = {}) => {
  const { data, errors } = await run(viewer, document, variables);
  if (errors) throw errors[0];
  return data;
};
const invited = async (owner: Viewer, member: Viewer, role: string) => {
  const of = { s: member.principal.subject, r: role };
  await must(
    owner,
    `mutation I($s: String!, $r: MemberRole!) { inviteMember(publisher: "air-lab", subject: $s, role: $r) { handle } }`,
    of,
  );
  await must(member, 'mutation { answerInvitation(publisher: "air-lab", accept: true) { handle } }');
};
const removed = (member: Viewer, by: Viewer = member) =>
  must(by, 'mutation R($s: String!) { removeMember(publisher: "air-lab", subject: $s) { handle } }', {
    s: member.principal.subject,
  });
const both = async (document: string, variables: Record<string, unknown> = {}) => [
  codeOf(await run(people.admin, document, variables)),
  codeOf(await run(people.admin2, document, variables)),
];
const FIRST_NOT = ['FORBIDDEN', undefined];

describe('whoever left a publisher for a moment', () => {
  beforeEach(async () => {
    admission.egress.clear();
    admission.egress.set('aqi_index', [sent(TURNOVER, 'S3')]);
    await registered(department, { viewer: people.admin });
    await run(people.admin, CREATE);
    await invited(people.admin, vendors.ada, 'OWNER');
    await removed(people.admin);
  });

  it('may do nothing in its name any more, from that moment', async () => {
    expect(codeOf(await run(people.admin, CREATE.replaceAll('air-quality', 'air-two')))).toBe('FORBIDDEN');
    const { data } = await run(
      people.admin,
      '{ myPublishers { handle } publisher(handle: "air-lab") { members { subject } } }',
    );
    expect(data).toEqual({ myPublishers: [], publisher: { members: [{ subject: vendors.ada.principal.subject }] } });
  });

  it('leaves nothing behind that lets anybody in: invitations, pipelines, requests for data', async () => {
    await invited(vendors.ada, vendors.ben, 'OWNER');
    const INVITE = `mutation I($s: String!) { inviteMember(publisher: "air-lab", subject: $s, role: OWNER) { handle } }`;
    await must(vendors.ben, INVITE, { s: vendors.eve.principal.subject });
    const key = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x;
    const WORKLOAD = `mutation W($k: String!) { createWorkload(plugin: "air-quality", name: "CI", publicKey: $k, until: "2026-12-01T00:00:00+08:00") }`;
    await must(vendors.ben, WORKLOAD, { k: key });
    await removed(vendors.ben, vendors.ada);
    const JOIN = 'mutation { answerInvitation(publisher: "air-lab", accept: true) { handle } }';
    for (const viewer of [vendors.ben, vendors.eve]) expect(codeOf(await run(viewer, JOIN))).toBe('NOT_FOUND');
    expect(await department.em().count(Workload, { revokedAt: null })).toBe(0);
    expect(codeOf(await run(vendors.ben, REQUEST))).toBe('FORBIDDEN');
  });

  it('does not approve its release, nor sends it back', async () => {
    const { id, digest } = await published(department);
    const review = (await submit(department, id)).data.submitRelease.id;
    expect(codeOf(await approve(department, review, digest, people.admin))).toBe('FORBIDDEN');
    const reject =
      'mutation V($r: ID!) { rejectRelease(review: $r, reasonCode: DATA_EXCESSIVE, reason: "Less will do.") { state } }';
    expect(codeOf(await run(people.admin, reject, { r: review }))).toBe('FORBIDDEN');
    expect(codeOf(await approve(department, review, digest, people.admin2))).toBeUndefined();
  });

  it('does not confirm its licence, nor decides what data it gets', async () => {
    await expect(licensed(department, client, { uscc: shop, admin: people.admin })).rejects.toThrow(
      'air-lab is your own',
    );
    await licensed(department, client, { uscc: shop, admin: people.admin2 });
    await published(department);
    const [{ id }] = (await must(vendors.ada, REQUEST)).requestDataGrant;
    const decide =
      'mutation D($id: ID!) { decideDataGrant(id: $id, decision: APPROVE, needsConsent: false) { status } }';
    expect(await both(decide, { id })).toEqual(FIRST_NOT);
  });

  it('does not decide on its names, nor frees them', async () => {
    const { id } = (await must(vendors.ada, CLAIM)).claimName;
    const decide = 'mutation D($id: ID!) { decideNameClaim(id: $id, grant: true, reason: "By the list.") { state } }';
    expect(await both(decide, { id })).toEqual(FIRST_NOT);
    await must(vendors.ada, 'mutation { closePublisher(publisher: "air-lab", reason: "We move away.") { handle } }');
    expect(await both('mutation { freeNames(publisher: "air-lab", reason: "It is gone.") }')).toEqual(FIRST_NOT);
  });

  it('does not switch its plugin on again, take a release out, hurry, or judge the publisher itself', async () => {
    const { id } = await published(department);
    await must(people.admin2, 'mutation { killPlugin(plugin: "air-quality", reason: "It is slow.") }');
    expect(await both('mutation { restorePlugin(plugin: "air-quality", reason: "It is fast.") }')).toEqual(FIRST_NOT);
    const rollBack = `mutation { rollBackRelease(plugin: "air-quality", version: "1.0.0", reason: "It burns.", emergency: true) }`;
    expect(await both(rollBack)).toEqual(['FORBIDDEN', 'CONFLICT']);
    const takeOut = 'mutation O($id: ID!) { takeOutRelease(release: $id, reason: "It tells.") { state } }';
    expect(await both(takeOut, { id })).toEqual(FIRST_NOT);
    expect(await both('mutation { suspendPublisher(publisher: "air-lab", reason: "It tells.") { handle } }')).toEqual(
      FIRST_NOT,
    );
    expect(await both('mutation { restorePublisher(publisher: "air-lab") { handle } }')).toEqual(FIRST_NOT);
  });
});

describe('what is one’s own', () => {
  const publisherOfStory = async () => {
    await registered(department, { uscc: shop });
    return department.em().findOneOrFail(Publisher, { handle: 'air-lab' }, { disableIdentityMap: true });
  };
  const own = async (viewer: Viewer, publisher: Publisher, at = now, by: string[] = []) =>
    isOwn(department.em(), viewer, { publisher, by }, at);
  const after = (days: number) => new Date(now.getTime() + days * 86_400_000);

  it('is a member’s, and for a year who was one, whoever ended it', async () => {
    const publisher = await publisherOfStory();
    expect(await own(vendors.ben, publisher)).toBe(false);
    await invited(vendors.ada, vendors.ben, 'VIEWER');
    expect(await own(vendors.ben, publisher)).toBe(true);
    await removed(vendors.ben, vendors.ada);
    expect(await own(vendors.ben, publisher)).toBe(true);
    expect(await own(vendors.ben, publisher, after(OWN_DAYS - 1))).toBe(true);
    expect(await own(vendors.ben, publisher, after(OWN_DAYS + 1))).toBe(false);
  });

  it('counts anew for who came back and left again', async () => {
    const publisher = await publisherOfStory();
    for (const _ of [1, 2]) {
      await invited(vendors.ada, vendors.ben, 'VIEWER');
      await removed(vendors.ben);
    }
    expect(await own(vendors.ben, publisher, after(OWN_DAYS - 1))).toBe(true);
    expect(await department.em().count(FormerMember)).toBe(1);
  });

  it('is for ever of who registered it, of its firm’s people, and of who asked', async () => {
    const publisher = await publisherOfStory();
    await invited(vendors.ada, vendors.ben, 'OWNER');
    await removed(vendors.ada);
    expect(await own(vendors.ada, publisher, after(10 * OWN_DAYS))).toBe(true);
    expect(await own(people.shopOwner, publisher)).toBe(true);
    expect(await own(vendors.eve, publisher)).toBe(false);
    expect(await own(vendors.eve, publisher, now, [vendors.eve.principal.subject ?? ''])).toBe(true);
    expect(await own(people.nobody, publisher)).toBe(false);
  });

  it('is in nobody’s list of what they may decide', async () => {
    admission.egress.set('aqi_index', [sent(TURNOVER, 'S3')]);
    await registered(department, { viewer: people.admin });
    await run(people.admin, CREATE);
    await invited(people.admin, vendors.ada, 'OWNER');
    await removed(people.admin);
    await licensed(department, client, { uscc: shop, admin: people.admin2 });
    const { id } = await published(department);
    await submit(department, id);
    await must(vendors.ada, REQUEST);
    await must(vendors.ada, CLAIM);
    const LISTS = `{ reviewQueue { nodes { release { version } } } dataGrantsToDecide { nodes { plugin { name } } }
      nameClaimsToDecide { nodes { name } } }`;
    const none = { nodes: [] };
    expect(await must(people.admin, LISTS)).toEqual({
      reviewQueue: none,
      dataGrantsToDecide: none,
      nameClaimsToDecide: none,
    });
    const air = { nodes: [{ plugin: { name: 'air-quality' } }] };
    expect(await must(people.admin2, LISTS)).toEqual({
      reviewQueue: { nodes: [{ release: { version: '1.0.0' } }] },
      dataGrantsToDecide: air,
      nameClaimsToDecide: { nodes: [{ name: 'AirQuality' }] },
    });
  });
});
