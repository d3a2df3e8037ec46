import type { Viewer } from '@citygraph/contract';
import { officer, testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { verifyAudit } from '../audit-entry/verify-audit.ts';
import { PROVIDERS } from '../catalog-entry/providers.ts';
import { refreshCatalog } from '../catalog-entry/refresh-catalog.ts';
import { importFirstParty } from '../first-party-release/import-first-party.ts';
import { registry, withKeys } from '../index.ts';
import { tellOutbox } from '../notification/tell-outbox.ts';
import { addUsage } from '../operation-usage/add-usage.ts';
import { changeReleaseState } from '../plugin-release/change-release-state.ts';
import { PluginRelease, type ReleaseState } from '../plugin-release/plugin-release.entity.ts';
import { FormerMember } from '../publisher/former-member.entity.ts';
import { Publisher } from '../publisher/publisher.entity.ts';
import {
  approve,
  CREATE,
  codeOf,
  fakeAdmission,
  fakeClient,
  licensed,
  manifestOf,
  publish,
  published,
  registered,
  SDL,
  submit,
  vendors,
} from '../testing/publishing-story.ts';
import { departmentsOfStory } from '../testing/release-story.ts';
import { bank, city, graph, keys, now, people, shop } from '../testing/story.ts';
import { BreakingChange } from './breaking-change.entity.ts';
import { watchBreakingClocks } from './watch-breaking-clocks.ts';

const INDEX = 'Query.aqi_index';
const client = fakeClient();
const admission = fakeAdmission();
const department = testSubgraph(withKeys(keys, { client, admission }), {
  seed: async (em) => {
    await registry.seed(em, city);
    await refreshCatalog(em, graph, now);
    await importFirstParty(em, departmentsOfStory, now);
  },
  now,
});
const run = (viewer: Viewer, document: string, variables: Record<string, unknown> = {}) =>
  department.as(viewer).run(document, variables);
const move = async (id: string, ...states: ReleaseState[]) => {
  for (const state of states) {
    const release = await department.em().findOneOrFail(PluginRelease, { id }, { disableIdentityMap: true });
    await changeReleaseState(department.em(), release, state, now);
  }
};
const stateOf = async (id: string) =>
  (await department.em().findOneOrFail(PluginRelease, { id }, { disableIdentityMap: true })).state;
/** Clients of the lender's app ask for these, a few times. */
const asked = (...coordinates: string[]) =>
  addUsage(
    department.em(),
    [
      {
        digest: 'd'.repeat(64),
        operationName: 'Loans',
        app: 'app-lender',
        coordinates,
        count: 7,
        errors: 0,
        cost: 40,
      },
    ],
    now,
  );

const ASK = `mutation A($r: ID!, $w: String! = "It is sold no more.") { forceBreakingChange(release: $r, reason: $w) {
  id kind state digest impact { coordinate kind requests apps } } }`;
const DECIDE = `mutation D($id: ID!, $d: String!, $c: Boolean! = true) {
  decideBreakingChange(id: $id, digest: $d, confirm: $c, reason: "We have told them.") { state release { state } } }`;
const withdraw = (id: string, viewer: Viewer = vendors.ada) =>
  run(viewer, 'mutation W($id: ID!) { withdrawRelease(release: $id, reason: "It is sold no more.") { state } }', {
    id,
  });
const ask = (release: string, viewer: Viewer = vendors.ada) => run(viewer, ASK, { r: release });
const decide = (id: string, digest: string, viewer: Viewer, confirm = true) =>
  run(viewer, DECIDE, { id, d: digest, c: confirm });
const messageOf = ({ errors }: { errors?: readonly { message: string }[] | undefined }) => errors?.[0]?.message;

beforeEach(async () => {
  admission.breaks = [];
  await registered(department);
  await run(vendors.ada, CREATE);
  await licensed(department, client, { uscc: shop, admin: people.admin });
});

describe('the release that serves everybody', () => {
  const stable = async () => {
    const release = await published(department);
    await move(release.id, 'SANDBOX', 'IN_REVIEW', 'APPROVED', 'CANARY', 'STABLE');
    return release;
  };

  it('is withdrawn at once while nobody asks for what goes with it', async () => {
    const { id } = await stable();
    await asked('Query.meters');
    expect(codeOf(await ask(id))).toBe('CONFLICT');
    expect((await withdraw(id)).data.withdrawRelease.state).toBe('WITHDRAWN');
  });

  it('stays when clients ask for it and its publisher alone would have it go', async () => {
    const { id } = await stable();
    await asked(INDEX);
    const refused = await withdraw(id);
    expect(codeOf(refused)).toBe('CONFLICT');
    expect(messageOf(refused)).toContain(
      `${INDEX} and what else goes with it was asked for 7 times in 30 days, by 1 app`,
    );
    expect(messageOf(refused)).toContain('forceBreakingChange');
    expect(await stateOf(id)).toBe('STABLE');
  });

  it('goes when another person takes it upon themselves, who looked at exactly that', async () => {
    const { id } = await stable();
    await asked(INDEX);
    const question = (await ask(id)).data.forceBreakingChange;
    expect(question).toMatchObject({
      kind: 'WITHDRAWAL',
      state: 'ASKED',
      impact: [{ coordinate: INDEX, kind: 'REMOVED', requests: 7, apps: 1 }],
    });
    expect((await ask(id)).data.forceBreakingChange.id).toBe(question.id);
    const other = question.digest.replace(/^./, (first: string) => (first === 'a' ? 'b' : 'a'));
    expect(codeOf(await decide(question.id, other, people.admin))).toBe('CONFLICT');
    expect(await stateOf(id)).toBe('STABLE');
    const done = { state: 'CONFIRMED', release: { state: 'WITHDRAWN' } };
    expect((await decide(question.id, question.digest, people.admin)).data.decideBreakingChange).toEqual(done);
    expect((await decide(question.id, question.digest, people.admin)).data.decideBreakingChange).toEqual(done);
    expect(codeOf(await decide(question.id, question.digest, people.admin2))).toBe('CONFLICT');
    expect(await verifyAudit(department.em())).toMatchObject({ intact: true });
  });

  it('is decided about by nobody of its publisher or firm, by no stranger and never by who asked', async () => {
    const { id } = await stable();
    await asked(INDEX);
    expect(codeOf(await ask(id, vendors.eve))).toBe('FORBIDDEN');
    expect(codeOf(await ask(id, people.nobody))).toBe('UNAUTHENTICATED');
    const question = (await ask(id, people.admin)).data.forceBreakingChange;
    const ofFirm = officer({ agency: shop, subject: 'sub-shop', roles: ['resident', 'officer', 'administrator'] });
    for (const viewer of [vendors.ada, vendors.eve, people.admin, people.finance, ofFirm]) {
      expect(codeOf(await decide(question.id, question.digest, viewer))).toBe('FORBIDDEN');
    }
    expect(codeOf(await decide(question.id, question.digest, people.nobody))).toBe('UNAUTHENTICATED');
    expect(codeOf(await decide('brk_none', question.digest, people.admin2))).toBe('FORBIDDEN');
    expect(await stateOf(id)).toBe('STABLE');
    const kept = { state: 'REFUSED', release: { state: 'STABLE' } };
    expect((await decide(question.id, question.digest, people.admin2, false)).data.decideBreakingChange).toEqual(kept);
  });

  it('is decided about by nobody who was a member within a year', async () => {
    const { id } = await stable();
    await asked(INDEX);
    const question = (await ask(id)).data.forceBreakingChange;
    const publisher = await department.em().findOneOrFail(Publisher, { handle: 'air-lab' });
    const subject = people.admin2.principal.subject ?? '';
    await department.em().insert(FormerMember, { publisherId: publisher.id, subject, until: now });
    expect(codeOf(await decide(question.id, question.digest, people.admin2))).toBe('FORBIDDEN');
    expect(codeOf(await decide(question.id, question.digest, people.admin))).toBeUndefined();
  });

  it('is asked about before administrators and before whoever runs the apps, and by none other', async () => {
    const { id } = await stable();
    await asked(INDEX);
    const { id: question } = (await ask(id)).data.forceBreakingChange;
    await tellOutbox(department.em(), department.clock);
    const heard = async (viewer: Viewer) =>
      (await run(viewer, '{ notifications { nodes { topic } } }')).data.notifications.nodes.map(
        ({ topic }: { topic: string }) => topic,
      );
    expect(await heard(people.admin)).toContain('release.breaking-asked');
    expect(await heard(officer({ agency: bank, subject: 'sub-bank-officer' }))).toContain('release.breaking-asked');
    expect(await heard(officer({ agency: PROVIDERS.energy ?? '' }))).not.toContain('release.breaking-asked');
    const READ = 'query Q($id: ID!) { breakingChange(id: $id) { plugin } breakingChanges { nodes { id } } }';
    for (const viewer of [vendors.ada, people.admin]) {
      const { data } = await run(viewer, READ, { id: question });
      expect(data).toEqual({
        breakingChange: { plugin: 'air-quality' },
        breakingChanges: { nodes: [{ id: question }] },
      });
    }
    const { data } = await run(vendors.eve, READ, { id: question });
    expect(data).toEqual({ breakingChange: null, breakingChanges: { nodes: [] } });
  });

  it('raises what its clock has reached, each level once, and nothing more once it is decided', async () => {
    const { id } = await stable();
    await asked(INDEX);
    const question = (await ask(id)).data.forceBreakingChange;
    const levels = async (iso: string) => {
      department.clock.set(new Date(iso));
      for (const _ of ['once', 'twice']) await watchBreakingClocks(department.em(), department.clock);
      await tellOutbox(department.em(), department.clock);
      const { data } = await run(people.admin, '{ notifications(first: 100) { nodes { topic data } } }');
      return data.notifications.nodes
        .filter(({ topic }: { topic: string }) => topic === 'release.breaking-clock-reached')
        .map((one: { data: string }) => JSON.parse(one.data).level)
        .sort();
    };
    expect(await levels('2026-11-11T09:00:00+08:00')).toEqual([]);
    expect(await levels('2026-11-12T09:00:00+08:00')).toEqual(['REMINDER']);
    expect(await levels('2026-11-17T09:00:00+08:00')).toEqual(['REMINDER', 'YELLOW']);
    await decide(question.id, question.digest, people.admin2, false);
    expect(await levels('2026-12-17T09:00:00+08:00')).toEqual(['REMINDER', 'YELLOW']);
    department.clock.set(now);
  });

  it('waits, with its term, for whoever may decide and for none other', async () => {
    const { id } = await stable();
    await asked(INDEX);
    const question = (await ask(id, people.admin)).data.forceBreakingChange;
    const waiting = async (viewer: Viewer) =>
      (await run(viewer, '{ breakingChangesToDecide { nodes { id dueAt } } }')).data.breakingChangesToDecide.nodes;
    expect(await waiting(people.admin2)).toEqual([{ id: question.id, dueAt: '2026-11-16T09:00:00+08:00' }]);
    const ofFirm = officer({ agency: shop, subject: 'sub-shop', roles: ['resident', 'officer', 'administrator'] });
    for (const viewer of [people.admin, vendors.ada, vendors.eve, people.finance, ofFirm])
      expect(await waiting(viewer)).toEqual([]);
    await decide(question.id, question.digest, people.admin2, false);
    expect(await waiting(people.admin2)).toEqual([]);
  });

  it('is asked about no more once the question is taken back, by who may ask', async () => {
    const { id } = await stable();
    await asked(INDEX);
    const question = (await ask(id)).data.forceBreakingChange;
    const takeBack = (viewer: Viewer, key = question.id) =>
      run(viewer, 'mutation B($id: ID!) { withdrawBreakingChange(id: $id) { state dueAt release { state } } }', {
        id: key,
      });
    for (const viewer of [vendors.eve, people.finance]) expect(codeOf(await takeBack(viewer))).toBe('FORBIDDEN');
    expect(codeOf(await takeBack(people.nobody))).toBe('UNAUTHENTICATED');
    expect(codeOf(await takeBack(vendors.ada, 'brk_none'))).toBe('FORBIDDEN');
    const lapsed = { state: 'LAPSED', dueAt: null, release: { state: 'STABLE' } };
    for (const viewer of [vendors.ada, vendors.ada, people.admin])
      expect((await takeBack(viewer)).data.withdrawBreakingChange).toEqual(lapsed);
    expect(codeOf(await decide(question.id, question.digest, people.admin))).toBe('CONFLICT');
    const again = (await ask(id)).data.forceBreakingChange;
    expect(again.id).not.toBe(question.id);
    await decide(again.id, again.digest, people.admin, false);
    expect(codeOf(await takeBack(vendors.ada, again.id))).toBe('CONFLICT');
  });

  it('is asked about anew when it was withdrawn by another way, and what was asked before lapses', async () => {
    const { id } = await stable();
    await asked(INDEX);
    const question = (await ask(id)).data.forceBreakingChange;
    await move(id, 'ROLLED_BACK');
    expect(codeOf(await decide(question.id, question.digest, people.admin))).toBe('CONFLICT');
    expect((await withdraw(id)).data.withdrawRelease.state).toBe('WITHDRAWN');
    const { state } = await department.em().findOneOrFail(BreakingChange, { id: question.id });
    expect(state).toBe('LAPSED');
  });
});

describe('a release that takes something from clients', () => {
  const START = 'mutation S($v: String!) { startRollout(plugin: "air-quality", version: $v) { id state } }';
  const start = (version = '2.0.0') => run(vendors.ada, START, { v: version });
  const next = { sdl: `${SDL} # two`, manifest: { version: '2.0.0' } };
  let serving: string;
  beforeEach(async () => {
    serving = (await published(department)).id;
    await move(serving, 'SANDBOX', 'IN_REVIEW', 'APPROVED', 'CANARY', 'STABLE');
  });
  const BREAKING = `mutation P($s: String!, $m: String!, $b: String) { publishRelease(plugin: "air-quality", sdl: $s, manifest: $m, breaking: $b) {
    accepted release { id digest } findings { rule severity } } }`;

  const publishedBreaking = async () => {
    admission.breaks = [INDEX];
    const manifest = JSON.stringify(manifestOf({ version: '2.0.0' }));
    const answer = await run(vendors.ada, BREAKING, { s: next.sdl, m: manifest, b: 'Its sensor is gone.' });
    if (answer.errors) throw answer.errors[0];
    const { release } = answer.data.publishRelease;
    const breaking = await department.em().find(BreakingChange, {}, { disableIdentityMap: true });
    return { release: release.id as string, digest: release.digest as string, breaking };
  };

  it('is refused, unless its publisher says why; then it is stored, and a question', async () => {
    admission.breaks = [INDEX];
    const { data } = await publish(department, next);
    expect(data.publishRelease).toMatchObject({ accepted: false, findings: [{ rule: 'BREAKING', severity: 'error' }] });
    const { breaking, release } = await publishedBreaking();
    expect(breaking).toMatchObject([{ state: 'ASKED', kind: 'RELEASE', taken: [{ coordinate: INDEX }] }]);
    expect(await stateOf(release)).toBe('PUBLISHED');
  });

  it('is tried on nobody before another person confirmed exactly that', async () => {
    const { release, digest, breaking } = await publishedBreaking();
    const review = (await submit(department, release)).data.submitRelease.id;
    await approve(department, review, digest, people.admin);
    const refused = await start();
    expect(codeOf(refused)).toBe('CONFLICT');
    expect(messageOf(refused)).toContain(`breaks what clients asked for in the last 30 days: ${INDEX}`);
    expect(await stateOf(release)).toBe('APPROVED');
    await decide(breaking[0]?.id ?? '', breaking[0]?.digest ?? '', people.admin2);
    // One more than was agreed on is one too many.
    admission.breaks = [INDEX, 'Query.aqi_level'];
    expect(messageOf(await start())).toContain('30 days: Query.aqi_level');
    admission.breaks = [INDEX];
    expect((await start()).data.startRollout.state).toBe('RUNNING');
  });

  it('needs the same again where another release serves by then', async () => {
    const { release, breaking } = await publishedBreaking();
    await move(release, 'SANDBOX', 'IN_REVIEW', 'APPROVED');
    await decide(breaking[0]?.id ?? '', breaking[0]?.digest ?? '', people.admin);
    admission.breaks = [];
    const other = await published(department, { sdl: `${SDL} # three`, manifest: { version: '3.0.0' } });
    await move(serving, 'SUPERSEDED');
    await move(other.id, 'SANDBOX', 'IN_REVIEW', 'APPROVED', 'CANARY', 'STABLE');
    admission.breaks = [INDEX];
    expect(codeOf(await start())).toBe('CONFLICT');
    const question = (await ask(release)).data.forceBreakingChange;
    expect(question).toMatchObject({ kind: 'RELEASE', state: 'ASKED' });
    expect(question.id).not.toBe(breaking[0]?.id);
    await decide(question.id, question.digest, people.admin);
    expect((await start()).errors).toBeUndefined();
  });
});
