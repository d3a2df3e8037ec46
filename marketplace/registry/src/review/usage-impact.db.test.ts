import type { OperationUsage, Viewer } from '@citygraph/contract';
import { officer, testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { refreshCatalog } from '../catalog-entry/refresh-catalog.ts';
import { registry, withKeys } from '../index.ts';
import { addUsage } from '../operation-usage/add-usage.ts';
import { Subscription } from '../plan/plan.entity.ts';
import { changeReleaseState } from '../plugin-release/change-release-state.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import {
  CREATE,
  fakeAdmission,
  fakeClient,
  published,
  registered,
  sent,
  subjects,
  submit,
  vendors,
} from '../testing/publishing-story.ts';
import { city, graph, keys, now, people } from '../testing/story.ts';

const admission = fakeAdmission();
const department = testSubgraph(withKeys(keys, { client: fakeClient(), admission }), {
  seed: async (em) => {
    await registry.seed(em, city);
    await refreshCatalog(em, graph, now);
  },
  now,
});
const asked = (letter: string, coordinates: readonly string[], over: Partial<OperationUsage> = {}): OperationUsage => ({
  app: 'app-lender',
  digest: letter.repeat(64),
  operationName: `Ask${letter}`,
  coordinates,
  count: 10,
  errors: 0,
  cost: 40,
  ...over,
});
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);

/** A plugin whose second release takes one field and one argument away; answers the review. */
async function inReview(): Promise<string> {
  admission.egress.set('aqi_index', [sent('LegalEntity.invoiceTurnover', 'S3')]);
  const first = await published(department, {
    sdl: 'type Query { aqi_index(hour: Int): Float  aqi_gone: Int  aqi_stays: Int }',
  });
  for (const state of ['SANDBOX', 'IN_REVIEW', 'APPROVED', 'CANARY', 'STABLE'] as const) {
    const em = department.em();
    const release = await em.findOneOrFail(PluginRelease, { id: first.id }, { disableIdentityMap: true });
    await changeReleaseState(em, release, state, now);
  }
  const sdl = 'type Query { aqi_index: Float  aqi_stays: Int  aqi_new: Int }';
  const next = await published(department, { sdl, manifest: { version: '2.0.0' } });
  const { data, errors } = await submit(department, next.id);
  if (errors) throw errors[0];
  return data.submitRelease.id;
}

const VIEW = `query V($id: ID!) { review(id: $id) {
  usageImpact { coordinate kind requests errors apps uses { app operationName count } } } }`;
const impact = async (id: string, viewer: Viewer) =>
  (await department.as(viewer).run(VIEW, { id })).data.review?.usageImpact;
const names = (rows: readonly { uses: readonly { app: string | null }[] }[]) =>
  rows.flatMap(({ uses }) => uses.map(({ app }) => app));

beforeEach(async () => {
  admission.egress.clear();
  await registered(department);
  await department.as(vendors.ada).run(CREATE);
});

describe('the usage impact of a release in review', () => {
  it('tells reviewers who asked in thirty days for what goes or changes, the most asked first', async () => {
    const review = await inReview();
    await addUsage(department.em(), [asked('a', ['Query.aqi_gone', 'Query.aqi_stays'])], daysAgo(3));
    await addUsage(
      department.em(),
      [
        asked('b', ['Query.aqi_index', 'Query.aqi_index(hour:)'], { app: 'app-school-entry', count: 25, errors: 2 }),
        asked('c', ['Query.aqi_index'], { app: null, count: 1 }),
      ],
      now,
    );
    await addUsage(department.em(), [asked('d', ['Query.aqi_gone'], { count: 1_000 })], daysAgo(31));
    const byLender = { app: 'app-lender', operationName: 'Aska', count: 10 };
    const bySchool = { app: 'app-school-entry', operationName: 'Askb', count: 25 };
    const unnamed = { app: null, operationName: 'Askc', count: 1 };
    const whole = [
      { coordinate: 'Query.aqi_index', kind: 'CHANGED', requests: 26, errors: 2, apps: 2, uses: [bySchool, unnamed] },
      { coordinate: 'Query.aqi_index(hour:)', kind: 'REMOVED', requests: 25, errors: 2, apps: 1, uses: [bySchool] },
      { coordinate: 'Query.aqi_gone', kind: 'REMOVED', requests: 10, errors: 0, apps: 1, uses: [byLender] },
    ];
    expect(await impact(review, people.finance)).toEqual(whole);
    expect(await impact(review, people.admin)).toEqual(whole);
  });

  it('tells the publisher how much, and of the apps only its subscribers', async () => {
    const review = await inReview();
    await addUsage(department.em(), [asked('a', ['Query.aqi_gone'], { app: 'app-school-entry', count: 20 })], now);
    await addUsage(department.em(), [asked('b', ['Query.aqi_gone'])], now);
    const rows = await impact(review, vendors.ada);
    expect(rows).toMatchObject([{ coordinate: 'Query.aqi_gone', requests: 30, apps: 2 }, {}, {}]);
    expect(names(rows)).toEqual([null, null]);
    const subscription = {
      id: 'sub_1',
      app: 'app-lender',
      plugin: 'air-quality',
      plan: 'free',
      wantedPlan: null,
      barred: false,
      state: 'ACTIVE' as const,
    };
    const asking = { requestedBy: 'sub-banker', requestedAt: now, decidedBy: null, decidedAt: now, reason: null };
    await department.em().insert(Subscription, { ...subscription, ...asking, revision: 1 });
    expect(names(await impact(review, vendors.ada))).toEqual([null, 'app-lender']);
    await department.em().nativeUpdate(Subscription, { id: 'sub_1' }, { state: 'ENDED' });
    expect(names(await impact(review, vendors.ada))).toEqual([null, null]);
  });

  it('names no app to an officer whose agency is not asked, nor to one who publishes it', async () => {
    const review = await inReview();
    await addUsage(department.em(), [asked('a', ['Query.aqi_gone'])], now);
    expect(names(await impact(review, people.energy))).toEqual([null]);
    const ofFinance = people.finance.principal.agency ?? '';
    expect(names(await impact(review, officer({ agency: ofFinance, subject: subjects.ada })))).toEqual([null]);
    expect(await impact(review, vendors.eve)).toBeUndefined();
  });

  it('is empty where no release serves yet', async () => {
    admission.egress.set('aqi_index', []);
    const first = await published(department);
    const review = (await submit(department, first.id)).data.submitRelease.id;
    expect(await impact(review, people.admin)).toEqual([]);
  });
});
