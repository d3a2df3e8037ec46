import type { Viewer } from '@citygraph/contract';
import { officer, testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { verifyAudit } from '../audit-entry/verify-audit.ts';
import { DATA_AUTHORITY, PROVIDERS } from '../catalog-entry/providers.ts';
import { refreshCatalog } from '../catalog-entry/refresh-catalog.ts';
import { registry, withKeys } from '../index.ts';
import { changeReleaseState } from '../plugin-release/change-release-state.ts';
import { PluginRelease, type ReleaseState } from '../plugin-release/plugin-release.entity.ts';
import {
  approve,
  CREATE,
  codeOf,
  fakeAdmission,
  fakeClient,
  published,
  registered,
  SDL,
  sent,
  subjects,
  submit,
  vendors,
} from '../testing/publishing-story.ts';
import { bank, city, graph, keys, now, people } from '../testing/story.ts';
import { Workload } from '../workload/workload.entity.ts';
import { Review, ReviewAlert, ReviewApproval } from './review.entity.ts';
import { digestOfEgress } from './review.rules.ts';
import { watchReviewClocks } from './watch-review-clocks.ts';

const TURNOVER = 'LegalEntity.invoiceTurnover';
const ENERGY = 'LegalEntity.annualEnergyUse';
const admission = fakeAdmission();
const department = testSubgraph(withKeys(keys, { client: fakeClient(), admission }), {
  seed: async (em) => {
    await registry.seed(em, city);
    await refreshCatalog(em, graph, now);
  },
  now,
});
const run = (viewer: Viewer, document: string, variables: Record<string, unknown> = {}) =>
  department.as(viewer).run(document, variables);
const say = (verb: 'requestChanges' | 'rejectRelease', review: string, viewer: Viewer = people.finance) =>
  run(
    viewer,
    `mutation V($r: ID!) { ${verb}(review: $r, reasonCode: DATA_EXCESSIVE, reason: "Less will do.") { state turn release { state } } }`,
    { r: review },
  );
const move = async (id: string, ...states: ReleaseState[]) => {
  for (const state of states) {
    const release = await department.em().findOneOrFail(PluginRelease, { id }, { disableIdentityMap: true });
    await changeReleaseState(department.em(), release, state, now);
  }
};
const inReview = async (...egress: ReturnType<typeof sent>[]) => {
  admission.egress.set('aqi_index', egress);
  const release = await published(department);
  const { data, errors } = await submit(department, release.id);
  if (errors) throw errors[0];
  return { ...release, review: data.submitRelease.id as string };
};

beforeEach(async () => {
  admission.egress.clear();
  await registered(department);
  await run(vendors.ada, CREATE);
});

describe('a release that is handed in', () => {
  it('is never judged by who made the pipeline that published it, though they left its publisher', async () => {
    const { id, review, digest } = await inReview(sent(TURNOVER, 'S3'));
    const madeBy = people.finance.principal.subject ?? '';
    const workload = { id: 'wkl_1', plugin: 'air-quality', name: 'CI', publicKey: 'k'.repeat(43), madeBy, madeAt: now };
    const ends = { until: now, usedAt: null, revokedAt: null, revokedBy: null };
    await department.em().insert(Workload, { ...workload, ...ends });
    await department.em().nativeUpdate(PluginRelease, { id }, { publishedBy: 'citygraph:workload:wkl_1' });
    expect(codeOf(await approve(department, review, digest, people.finance))).toBe('FORBIDDEN');
    await department.em().nativeUpdate(Workload, { id: 'wkl_1' }, { madeBy: 'sub-somebody' });
    expect((await approve(department, review, digest, people.finance)).errors).toBeUndefined();
  });

  it('waits for each agency whose data it is sent, and is approved with the last', async () => {
    const { review, digest } = await inReview(sent(TURNOVER, 'S3'), sent(ENERGY, 'S3'));
    const first = (await approve(department, review, digest, people.finance)).data.approveRelease;
    expect(first).toEqual({ state: 'OPEN', waitsFor: [{ uscc: PROVIDERS.energy }], release: { state: 'IN_REVIEW' } });
    const last = { state: 'APPROVED', waitsFor: [], release: { state: 'APPROVED' } };
    expect((await approve(department, review, digest, people.energy)).data.approveRelease).toEqual(last);
    expect((await approve(department, review, digest, people.energy)).data.approveRelease).toEqual(last);
    expect(await department.em().count(ReviewApproval)).toBe(2);
    expect(codeOf(await approve(department, review, digest, people.admin))).toBe('CONFLICT');
    expect(await verifyAudit(department.em())).toMatchObject({ intact: true });
  });

  it('twice is one review', async () => {
    const { id, review } = await inReview();
    expect((await submit(department, id)).data.submitRelease.id).toBe(review);
    expect(await department.em().count(Review)).toBe(1);
    expect(codeOf(await submit(department, id, vendors.eve))).toBe('FORBIDDEN');
  });

  it('that is sent nothing of anybody’s waits for the data authority', async () => {
    const { review, digest } = await inReview();
    expect(codeOf(await approve(department, review, digest, people.finance))).toBe('FORBIDDEN');
    expect((await approve(department, review, digest, people.admin)).data.approveRelease.state).toBe('APPROVED');
  });

  it.each(['S4', 'I'] as const)('that is sent %s takes two different people', async (level) => {
    const { review, digest } = await inReview(sent('LegalEntity.diagnosis', level));
    expect((await approve(department, review, digest, people.admin)).data.approveRelease.state).toBe('OPEN');
    expect((await approve(department, review, digest, people.admin)).data.approveRelease.state).toBe('OPEN');
    expect((await approve(department, review, digest, people.finance)).data.approveRelease.state).toBe('APPROVED');
  });

  it('is approved by its digest, and by no other', async () => {
    const { review, digest } = await inReview(sent(TURNOVER, 'S3'));
    const other = digest.replace(/^./, (first) => (first === 'a' ? 'b' : 'a'));
    expect(codeOf(await approve(department, review, other, people.finance))).toBe('CONFLICT');
    expect(codeOf(await approve(department, review, 'short', people.finance))).toBe('BAD_USER_INPUT');
    expect(await department.em().count(ReviewApproval)).toBe(0);
  });

  it('is approved by what it is sent, wherever it is sent anything', async () => {
    const { review, digest } = await inReview(sent(TURNOVER, 'S3'));
    const yes = async (egressDigest: string | null) =>
      run(
        people.finance,
        'mutation A($r: ID!, $d: String!, $e: String) { approveRelease(review: $r, digest: $d, egressDigest: $e) { state } }',
        { r: review, d: digest, e: egressDigest },
      );
    const unseen = await yes(null);
    expect(codeOf(unseen)).toBe('BAD_USER_INPUT');
    expect(unseen.errors?.[0]?.message).toContain('is sent data (1 coordinates); look at its egressDiff');
    expect(codeOf(await yes(digestOfEgress([sent(ENERGY, 'S3')])))).toBe('CONFLICT');
    expect(await department.em().count(ReviewApproval)).toBe(0);
    expect((await yes(digestOfEgress([sent(TURNOVER, 'S3')]))).data.approveRelease.state).toBe('APPROVED');
  });

  it('that is sent nothing is approved by its digest alone', async () => {
    const { review, digest } = await inReview();
    const { data } = await run(
      people.admin,
      'mutation A($r: ID!, $d: String!) { approveRelease(review: $r, digest: $d) { state } }',
      { r: review, d: digest },
    );
    expect(data.approveRelease.state).toBe('APPROVED');
  });

  it('is never judged by its own people, by strangers or by those whose data it does not touch', async () => {
    await run(
      vendors.ada,
      'mutation I($s: String!) { inviteMember(publisher: "air-lab", subject: $s, role: VIEWER) { handle } }',
      {
        s: 'sub-admin2',
      },
    );
    await run(people.admin2, 'mutation { answerInvitation(publisher: "air-lab", accept: true) { handle } }');
    const { review, digest } = await inReview(sent(TURNOVER, 'S3'));
    const officerAda = officer({ agency: PROVIDERS.finance ?? '', subject: subjects.ada });
    const wrongs = [people.energy, people.admin2, officerAda, vendors.ada, vendors.eve, people.banker];
    for (const viewer of wrongs) {
      expect(codeOf(await approve(department, review, digest, viewer))).toBe('FORBIDDEN');
      expect(codeOf(await say('rejectRelease', review, viewer))).toBe('FORBIDDEN');
    }
    expect(codeOf(await approve(department, review, digest, people.nobody))).toBe('UNAUTHENTICATED');
    expect(codeOf(await approve(department, 'rev_none', digest, people.admin))).toBe('FORBIDDEN');
  });

  it('is never judged by who works for the firm that publishes it', async () => {
    const handle = { handle: 'gov-works', namespace: 'works', viewer: vendors.eve, uscc: PROVIDERS.finance ?? null };
    await registered(department, handle);
    await run(vendors.eve, CREATE, { p: 'gov-works', n: 'works', ns: 'works' });
    admission.egress.set('aqi_index', [sent(TURNOVER, 'S3')]);
    const manifest = { id: 'city.gov-works.works', publisher: 'gov-works', namespace: 'works', subgraph: 'works' };
    const release = await published(department, { viewer: vendors.eve, plugin: 'works', manifest });
    const { id } = (await submit(department, release.id, vendors.eve)).data.submitRelease;
    expect(codeOf(await approve(department, id, release.digest, people.finance))).toBe('FORBIDDEN');
    expect((await approve(department, id, release.digest, people.admin)).data.approveRelease.state).toBe('APPROVED');
  });

  it('is rejected with a code, for good', async () => {
    const { id, review, digest } = await inReview(sent(TURNOVER, 'S3'));
    const rejected = { state: 'REJECTED', turn: 'NOBODY', release: { state: 'REJECTED' } };
    expect((await say('rejectRelease', review)).data.rejectRelease).toEqual(rejected);
    expect((await say('rejectRelease', review)).data.rejectRelease).toEqual(rejected);
    expect(codeOf(await approve(department, review, digest, people.finance))).toBe('CONFLICT');
    expect(codeOf(await submit(department, id))).toBe('CONFLICT');
  });

  it('that is withdrawn is judged no more', async () => {
    const { id, review, digest } = await inReview(sent(TURNOVER, 'S3'));
    await run(vendors.ada, 'mutation W($id: ID!) { withdrawRelease(release: $id, reason: "Wrong.") { state } }', {
      id,
    });
    expect(codeOf(await approve(department, review, digest, people.finance))).toBe('CONFLICT');
    expect((await department.em().findOneOrFail(Review, { id: review })).state).toBe('CLOSED');
  });
});

describe('changes that are asked for', () => {
  it('give the turn to the publisher, and the clock stands until the release comes again', async () => {
    const { id, review } = await inReview(sent(TURNOVER, 'S3'));
    department.clock.set(new Date('2026-11-06T09:00:00+08:00'));
    const asked = await say('requestChanges', review);
    expect(asked.data.requestChanges).toEqual({
      state: 'CHANGES_REQUESTED',
      turn: 'PUBLISHER',
      release: { state: 'CHANGES_REQUESTED' },
    });
    department.clock.set(new Date('2026-12-10T09:00:00+08:00'));
    await watchReviewClocks(department.em(), department.clock);
    expect(await department.em().count(ReviewAlert)).toBe(0);
    const again = (await submit(department, id)).data.submitRelease;
    // Six working days were left when it stood still.
    expect(again).toMatchObject({ id: review, state: 'OPEN', turn: 'REVIEWER', dueAt: '2026-12-18T09:00:00+08:00' });
  });

  it('are answered by a newer release, which takes the place of the older', async () => {
    const { review } = await inReview(sent(TURNOVER, 'S3'));
    const next = await published(department, { manifest: { version: '1.0.1' } });
    expect(codeOf(await submit(department, next.id))).toBe('CONFLICT');
    await say('requestChanges', review);
    expect((await submit(department, next.id)).data.submitRelease.state).toBe('OPEN');
    expect((await department.em().findOneOrFail(Review, { id: review })).state).toBe('CLOSED');
  });

  it('are heard once a level when reviewers are late', async () => {
    await inReview(sent(TURNOVER, 'S3'));
    const levels = async (at: string) => {
      department.clock.set(new Date(at));
      await watchReviewClocks(department.em(), department.clock);
      await watchReviewClocks(department.em(), department.clock);
      return (await department.em().find(ReviewAlert, {})).map(({ level }) => level).sort();
    };
    expect(await levels('2026-11-10T09:00:00+08:00')).toEqual([]);
    expect(await levels('2026-11-13T09:00:00+08:00')).toEqual(['REMINDER']);
    expect(await levels('2026-11-23T09:00:00+08:00')).toEqual(['RED', 'REMINDER', 'YELLOW']);
  });
});

describe('what reviewers see', () => {
  const VIEW = `query V($id: ID!) { review(id: $id) {
    state level eyesNeeded agencies { uscc } schemaDiff { kind coordinate } egressDiff { coordinate change level purpose needsGrant }
    limitsAsked { limit value usual before }
    comments { side agency text } } }`;
  const view = async (id: string, viewer: Viewer) => (await run(viewer, VIEW, { id })).data.review;

  it('is what differs from the release that serves', async () => {
    admission.egress.set('aqi_index', [sent(TURNOVER, 'S3')]);
    const reason = { zh: '按营业额估算', en: 'Estimated by turnover' };
    const declared = { class: 'S3', coordinate: ENERGY, purpose: 'energy-audit', retentionDays: 30, reason };
    const permissions = { data: [declared], egressHosts: [] };
    const first = await published(department);
    await move(first.id, 'SANDBOX', 'IN_REVIEW', 'APPROVED', 'CANARY', 'STABLE');
    admission.egress.set('aqi_index', [sent(ENERGY, 'S3')]);
    const sdl = `${SDL} type Aqi { index: Float }`;
    const next = await published(department, { sdl, manifest: { version: '1.1.0', permissions } });
    const { id } = (await submit(department, next.id)).data.submitRelease;
    expect(await view(id, people.energy)).toMatchObject({
      level: 'S3',
      eyesNeeded: 1,
      agencies: [{ uscc: PROVIDERS.energy }],
      schemaDiff: [
        { kind: 'ADDED', coordinate: 'Aqi' },
        { kind: 'ADDED', coordinate: 'Aqi.index' },
      ],
      egressDiff: [
        { coordinate: ENERGY, change: 'ADDED', level: 'S3', purpose: 'energy-audit', needsGrant: true },
        { coordinate: TURNOVER, change: 'REMOVED', purpose: null },
      ],
    });
  });

  it('is what it may take of the hub beyond what is usual', async () => {
    const first = await published(department, { manifest: { limits: { concurrency: 20 } } });
    await move(first.id, 'SANDBOX', 'IN_REVIEW', 'APPROVED', 'CANARY', 'STABLE');
    const limits = { concurrency: 64, queue: 1, requestsPerDay: 2_000_000 };
    const next = await published(department, { manifest: { version: '1.1.0', limits } });
    const { id } = (await submit(department, next.id)).data.submitRelease;
    expect((await view(id, people.admin)).limitsAsked).toEqual([
      { limit: 'concurrency', value: 64, usual: 16, before: 20 },
      { limit: 'requestsPerDay', value: 2_000_000, usual: 1_000_000, before: 1_000_000 },
    ]);
  });

  it('is a thread with the publisher, and nobody else’s business', async () => {
    const { review } = await inReview(sent(TURNOVER, 'S3'));
    const comment = (text: string, viewer: Viewer) =>
      run(viewer, 'mutation C($r: ID!, $t: String!) { commentOnReview(review: $r, text: $t) { id } }', {
        r: review,
        t: text,
      });
    await comment('What is the turnover for?', people.finance);
    await comment('What is the turnover for?', people.finance);
    department.clock.set(new Date(now.getTime() + 60_000));
    await comment('For the size of the filter.', vendors.ada);
    expect(codeOf(await comment('<script>alert(1)</script>', vendors.ada))).toBe('BAD_USER_INPUT');
    expect(codeOf(await comment('Hello.', vendors.eve))).toBe('FORBIDDEN');
    expect(codeOf(await comment('Hello.', people.energy))).toBe('FORBIDDEN');
    expect((await view(review, vendors.ada)).comments).toEqual([
      { side: 'REVIEWER', agency: PROVIDERS.finance, text: 'What is the turnover for?' },
      { side: 'PUBLISHER', agency: null, text: 'For the size of the filter.' },
    ]);
    expect(await view(review, vendors.eve)).toBeNull();
    expect(await view(review, officer({ agency: bank }))).toBeNull();
  });

  it('is a queue of what waits for their agency, due first', async () => {
    await inReview(sent(TURNOVER, 'S3'));
    const queue = async (viewer: Viewer) =>
      (await run(viewer, '{ reviewQueue { nodes { state release { version plugin { name } } } } }')).data.reviewQueue
        .nodes;
    const waiting = [{ state: 'OPEN', release: { version: '1.0.0', plugin: { name: 'air-quality' } } }];
    expect(await queue(people.finance)).toEqual(waiting);
    expect(await queue(people.admin)).toEqual(waiting);
    expect(await queue(people.energy)).toEqual([]);
    expect(await queue(vendors.ada)).toEqual([]);
    expect(await queue(officer({ agency: DATA_AUTHORITY }))).toEqual([]);
  });
});
