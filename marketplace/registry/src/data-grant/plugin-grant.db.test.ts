import type { Viewer } from '@citygraph/contract';
import { testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { refreshCatalog } from '../catalog-entry/refresh-catalog.ts';
import { registry, withKeys } from '../index.ts';
import { changeReleaseState } from '../plugin-release/change-release-state.ts';
import { PluginRelease, type ReleaseState } from '../plugin-release/plugin-release.entity.ts';
import { policyOf } from '../testing/policy-of.ts';
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
import { DataGrant } from './data-grant.entity.ts';

const TURNOVER = 'LegalEntity.invoiceTurnover';
const ENERGY = 'LegalEntity.annualEnergyUse';
const KEY = 'LegalEntity.uscc';
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
const REQUEST = `mutation R($c: [String!]!, $a: String, $p: ID, $u: String! = "credit-assessment") {
  requestDataGrant(app: $a, plugin: $p, coordinates: $c, purpose: $u, retentionDays: 0,
    until: "2027-11-01T00:00:00+08:00", reason: "To size the filters.") {
    id status app plugin { name } grantee { uscc } owner { uscc } level approvalsNeeded } }`;
const request = (c: string[], viewer: Viewer = vendors.ada, grantee: Record<string, unknown> = { p: 'air-quality' }) =>
  run(viewer, REQUEST, { c, ...grantee });
const decide = (id: string, viewer: Viewer, decision = 'APPROVE') =>
  run(
    viewer,
    'mutation D($id: ID!, $d: GrantDecision!) { decideDataGrant(id: $id, decision: $d, needsConsent: false, reason: "By law.") { status } }',
    {
      id,
      d: decision,
    },
  );
const bundle = () => policyOf(department.em(), keys.subjectSecret, now);
const move = async (id: string, ...states: ReleaseState[]) => {
  for (const state of states) {
    const release = await department.em().findOneOrFail(PluginRelease, { id }, { disableIdentityMap: true });
    await changeReleaseState(department.em(), release, state, now);
  }
};

beforeEach(async () => {
  admission.egress.clear();
  admission.egress.set('aqi_index', [sent(TURNOVER, 'S3'), sent(KEY, 'S1', true)]);
  await registered(department);
  await run(vendors.ada, CREATE);
});

describe('a plugin', () => {
  it('gets data when its publisher’s licence was seen, its member asks, and the owner decides', async () => {
    expect(codeOf(await request([TURNOVER]))).toBe('FORBIDDEN');
    await licensed(department, client, { uscc: shop, admin: people.admin });
    await published(department);
    const { data, errors } = await request([TURNOVER, KEY]);
    expect(errors).toBeUndefined();
    expect(data.requestDataGrant).toMatchObject([
      { app: null, plugin: { name: 'air-quality' }, grantee: { uscc: shop }, status: 'REQUESTED' },
      { app: null, plugin: { name: 'air-quality' } },
    ]);
    for (const { id } of data.requestDataGrant) {
      expect((await decide(id, people.admin)).data.decideDataGrant.status).toBe('ACTIVE');
    }
    const { grants, plugins } = await bundle();
    expect(grants.map(({ grantee }) => grantee)).toEqual([{ plugin: 'air-quality' }, { plugin: 'air-quality' }]);
    expect(grants.flatMap(({ coordinates }) => coordinates).sort()).toEqual([TURNOVER, KEY].sort());
    expect(plugins).toMatchObject({ 'air-quality': { disabled: null } });
  });

  it('is asked for anew once it was refused, and what others have not refused is not asked for twice', async () => {
    await licensed(department, client, { uscc: shop, admin: people.admin });
    await published(department);
    const ask = async () =>
      (await request([TURNOVER, ENERGY])).data.requestDataGrant as { id: string; status: string }[];
    const first = await ask();
    expect(first).toHaveLength(2);
    expect(await ask()).toEqual(first);
    const refused = first[0]?.id ?? '';
    await decide(refused, people.admin, 'REFUSE');
    const second = await ask();
    expect(second.map(({ status }) => status)).toEqual(['REQUESTED', 'REQUESTED']);
    expect(second.map(({ id }) => id)).toContain(first[1]?.id);
    expect(second.map(({ id }) => id)).not.toContain(refused);
    expect(await department.em().count(DataGrant)).toBe(3);
  });

  it('gets it as the releases that people said yes to, and never as what it tries in the sandbox', async () => {
    await licensed(department, client, { uscc: shop, admin: people.admin });
    const first = await published(department);
    const [{ id }] = (await request([TURNOVER])).data.requestDataGrant;
    await decide(id, people.admin);
    const reached = async () => (await bundle()).plugins['air-quality']?.approved;
    expect(await reached()).toEqual([]);
    const before = (await bundle()).version;
    const review = (await submit(department, first.id)).data.submitRelease.id;
    await approve(department, review, first.digest, people.finance);
    await approve(department, review, first.digest, people.admin);
    expect(await reached()).toEqual([first.digest]);
    // Gateways hear of it.
    expect((await bundle()).version).toBeGreaterThan(before);
    await move(first.id, 'CANARY', 'STABLE');
    await published(department, {
      sdl: 'type Query { aqi_index: Float aqi_mine: Int }',
      manifest: { version: '2.0.0' },
    });
    expect(await reached()).toEqual([first.digest]);
  });

  it.each<[string, string[], Viewer, Record<string, unknown>, string]>([
    ['for somebody else', [TURNOVER], vendors.eve, { p: 'air-quality' }, 'FORBIDDEN'],
    ['for the city', [TURNOVER], people.admin, { p: 'air-quality' }, 'FORBIDDEN'],
    ['for nobody', [TURNOVER], vendors.ada, {}, 'BAD_USER_INPUT'],
    ['for two', [TURNOVER], vendors.ada, { p: 'air-quality', a: 'app-lender' }, 'BAD_USER_INPUT'],
    ['for a plugin that is not there', [TURNOVER], vendors.ada, { p: 'none' }, 'FORBIDDEN'],
    ['of what is public and no key', ['LegalEntity.name'], vendors.ada, { p: 'air-quality' }, 'BAD_USER_INPUT'],
    ['of important data', ['LegalEntity.secret'], vendors.ada, { p: 'air-quality' }, 'BAD_USER_INPUT'],
    [
      'for a purpose that the data is not for',
      [TURNOVER],
      vendors.ada,
      { p: 'air-quality', u: 'tax' },
      'BAD_USER_INPUT',
    ],
    [
      'for people’s looks at their own',
      [TURNOVER],
      vendors.ada,
      { p: 'air-quality', u: 'self-service' },
      'BAD_USER_INPUT',
    ],
  ])('asks for nothing %s', async (_, coordinates, viewer, grantee, code) => {
    await licensed(department, client, { uscc: shop, admin: people.admin });
    expect(codeOf(await request(coordinates, viewer, grantee))).toBe(code);
    expect(await department.em().count(DataGrant)).toBe(0);
  });

  it('is never granted anything by its own people', async () => {
    await licensed(department, client, { uscc: shop, admin: people.admin });
    await run(
      vendors.ada,
      'mutation { inviteMember(publisher: "air-lab", subject: "sub-finance", role: VIEWER) { handle } }',
    );
    await run(people.finance, 'mutation { answerInvitation(publisher: "air-lab", accept: true) { handle } }');
    const { data } = await request([TURNOVER]);
    const [{ id }] = data.requestDataGrant;
    expect(codeOf(await decide(id, people.finance))).toBe('FORBIDDEN');
    expect((await decide(id, people.admin)).data.decideDataGrant.status).toBe('ACTIVE');
  });

  it('brings nothing into force by accepting what was offered before its publisher was suspended', async () => {
    await licensed(department, client, { uscc: shop, admin: people.admin });
    await published(department);
    const [{ id }] = (await request([TURNOVER])).data.requestDataGrant;
    await department.em().nativeUpdate(DataGrant, { id }, { state: 'OFFERED' });
    await run(people.admin2, 'mutation { suspendPublisher(publisher: "air-lab", reason: "Spam.") { handle } }');
    const accept = () => run(vendors.ada, 'mutation A($id: ID!) { acceptDataGrant(id: $id) { status } }', { id });
    expect(codeOf(await accept())).toBe('CONFLICT');
    expect((await department.em().findOneOrFail(DataGrant, { id }, { disableIdentityMap: true })).state).toBe(
      'OFFERED',
    );
    await run(people.admin2, 'mutation { restorePublisher(publisher: "air-lab") { handle } }');
    expect((await accept()).data.acceptDataGrant.status).toBe('ACTIVE');
  });

  it('is granted nothing while its publisher is suspended', async () => {
    await licensed(department, client, { uscc: shop, admin: people.admin });
    const [{ id }] = (await request([TURNOVER])).data.requestDataGrant;
    await run(people.admin2, 'mutation { suspendPublisher(publisher: "air-lab", reason: "Spam.") { handle } }');
    expect(codeOf(await decide(id, people.finance))).toBe('CONFLICT');
    expect((await decide(id, people.finance, 'REFUSE')).data.decideDataGrant.status).toBe('REFUSED');
  });

  it('loses what was granted when its publisher gives it back, and nobody else’s people may', async () => {
    await licensed(department, client, { uscc: shop, admin: people.admin });
    const [{ id }] = (await request([TURNOVER])).data.requestDataGrant;
    await decide(id, people.finance);
    const revoke = (viewer: Viewer) =>
      run(viewer, 'mutation V($id: ID!) { revokeDataGrant(id: $id, reason: "Not needed.") { status } }', { id });
    expect(codeOf(await revoke(vendors.eve))).toBe('FORBIDDEN');
    expect((await revoke(vendors.ada)).data.revokeDataGrant.status).toBe('REVOKED');
    expect((await bundle()).grants).toEqual([]);
  });

  it('shows its members what they asked for, and others only what was given', async () => {
    await licensed(department, client, { uscc: shop, admin: people.admin });
    const [{ id }] = (await request([TURNOVER])).data.requestDataGrant;
    const list = async (viewer: Viewer) =>
      (await run(viewer, '{ dataGrants(plugin: "air-quality") { nodes { id reason } } }')).data.dataGrants.nodes;
    expect(await list(vendors.ada)).toEqual([{ id, reason: 'To size the filters.' }]);
    expect(await list(vendors.eve)).toEqual([]);
    await decide(id, people.finance);
    expect(await list(vendors.eve)).toEqual([{ id, reason: null }]);
  });
});

describe('a release that wants more than was granted', () => {
  it('is approved, says what is missing, and leaves the grant of the older as it is', async () => {
    await licensed(department, client, { uscc: shop, admin: people.admin });
    admission.egress.set('aqi_index', [sent(TURNOVER, 'S3')]);
    const first = await published(department);
    const given = (await request([TURNOVER])).data.requestDataGrant[0].id;
    await decide(given, people.finance);
    await move(first.id, 'SANDBOX', 'IN_REVIEW', 'APPROVED', 'CANARY', 'STABLE');
    admission.egress.set('aqi_index', [sent(TURNOVER, 'S3'), sent(ENERGY, 'S3')]);
    const next = await published(department, { manifest: { version: '1.1.0' } });
    const review = (await submit(department, next.id)).data.submitRelease.id;
    const VIEW =
      'query V($id: ID!) { review(id: $id) { release { grantsMissing } egressDiff { coordinate granted change } } }';
    expect((await run(people.energy, VIEW, { id: review })).data.review).toEqual({
      release: { grantsMissing: [ENERGY] },
      egressDiff: [
        { coordinate: ENERGY, granted: false, change: 'ADDED' },
        { coordinate: TURNOVER, granted: true, change: 'SAME' },
      ],
    });
    await approve(department, review, next.digest, people.finance);
    expect((await approve(department, review, next.digest, people.energy)).data.approveRelease.state).toBe('APPROVED');
    const { grants, plugins } = await bundle();
    expect(grants).toMatchObject([{ id: given, coordinates: [TURNOVER] }]);
    expect(plugins['air-quality']?.release).toBe(first.digest);
  });
});
