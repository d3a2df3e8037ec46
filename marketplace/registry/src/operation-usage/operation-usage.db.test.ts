import type { OperationUsage, Viewer } from '@citygraph/contract';
import { officer, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { registry, withKeys } from '../index.ts';
import { Plan } from '../plan/plan.entity.ts';
import { PublisherMember } from '../publisher/publisher.entity.ts';
import { forgetReports } from '../service-level/forget-reports.ts';
import { makePlugin, makePublisher, makeRelease, vendor } from '../testing/release-story.ts';
import { city, keys, now, people } from '../testing/story.ts';
import { addUsage, overflowOf } from './add-usage.ts';
import { coordinatesOf } from './coordinates-of.ts';
import { UsageDay, UsageHour, UsedCoordinate, UsedDocument } from './operation-usage.entity.ts';
import { usageOf } from './usage-of.ts';

const owner: Viewer = officer({ agency: 'x', subject: vendor.owner, roles: ['resident'] });
const DAY_MS = 86_400_000;
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

it('names what clients can name of a document', () => {
  const sdl =
    'type Query { a(x: Int): Int } extend type Resident { b: Int } enum E { V } input I { f: Int } interface N { c: Int }';
  expect([...coordinatesOf(sdl)]).toEqual(['Query.a', 'Query.a(x:)', 'Resident.b', 'E.V', 'I.f', 'N.c']);
});

describe('usage', () => {
  const department = testSubgraph(withKeys(keys), {
    now,
    async seed(em) {
      await registry.seed(em, city);
      await makePublisher(em);
      await makePlugin(em, 'air');
    },
  });
  const em = () => department.em();
  const ago = (days: number) => new Date(now.getTime() - days * DAY_MS);
  const run = async (viewer: Viewer, document: string) => {
    const { data, errors } = await department.as(viewer).run(document);
    return errors ? { code: errors[0]?.extensions.code } : data;
  };

  it('of a coordinate is who asked for it in thirty days, for administrators', async () => {
    await addUsage(
      em(),
      [asked('a', ['Query.air', 'Query.bus']), asked('b', ['Query.air'], { app: null, count: 3 })],
      now,
    );
    await addUsage(em(), [asked('a', ['Query.air'], { errors: 2 })], ago(29));
    await addUsage(em(), [asked('a', ['Query.air'])], ago(31));
    const query = '{ coordinateUsage(coordinate: "Query.air") { app operationName count errors } }';
    expect(await run(people.admin, query)).toEqual({
      coordinateUsage: [
        { app: 'app-lender', operationName: 'Aska', count: 20, errors: 2 },
        { app: null, operationName: 'Askb', count: 3, errors: 0 },
      ],
    });
    expect(await run(people.banker, query)).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('says whom a release takes something from: to its publisher without names, to an app what is its own', async () => {
    await makeRelease(em(), {
      plugin: 'air',
      version: '1.0.0',
      state: 'STABLE',
      sdl: 'type Query { air_a: Int air_b(x: Int): Int }',
    });
    await makeRelease(em(), { plugin: 'air', version: '2.0.0', sdl: 'type Query { air_b: Int }' });
    await addUsage(
      em(),
      [asked('a', ['Query.air_a']), asked('b', ['Query.air_b', 'Query.air_b(x:)'], { app: 'app-school-entry' })],
      now,
    );
    const impact = (of: string) => `{ ${of} { removed uses { coordinate app count } } }`;
    const whole = impact('releaseImpact(plugin: "air", version: "2.0.0")');
    expect(await run(people.admin, whole)).toEqual({
      releaseImpact: {
        removed: ['Query.air_a', 'Query.air_b(x:)'],
        uses: [
          { coordinate: 'Query.air_a', app: 'app-lender', count: 10 },
          { coordinate: 'Query.air_b(x:)', app: 'app-school-entry', count: 10 },
        ],
      },
    });
    expect((await run(owner, whole)).releaseImpact.uses).toMatchObject([{ app: null }, { app: null }]);
    expect(await run(people.banker, whole)).toMatchObject({ code: 'FORBIDDEN' });
    const own = impact('releaseImpactOnApp(plugin: "air", version: "2.0.0", app: "app-lender")');
    expect((await run(people.banker, own)).releaseImpactOnApp.uses).toEqual([
      { coordinate: 'Query.air_a', app: 'app-lender', count: 10 },
    ]);
    expect(await run(people.shopOwner, own)).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('is read by what its reader is at this question: nothing of the one before is kept', async () => {
    await makeRelease(em(), { plugin: 'air', version: '1.0.0', state: 'STABLE' });
    const whole = '{ releaseImpact(plugin: "air", version: "1.0.0") { removed } }';
    const usage = '{ coordinateUsage(coordinate: "Query.air") { count } }';
    const { principal } = people.admin;
    const left: Viewer = { ...people.admin, principal: { ...principal, agency: null, roles: ['resident'] } };
    for (const query of [whole, usage]) {
      expect(await run(people.admin, query)).not.toHaveProperty('code');
      expect(await run(left, query)).toEqual({ code: 'FORBIDDEN' });
    }
    expect(await run(owner, whole)).not.toHaveProperty('code');
    await em().nativeDelete(PublisherMember, { subject: vendor.owner });
    expect(await run(owner, whole)).toEqual({ code: 'FORBIDDEN' });
  });

  it('tries a plan on what was asked in the last day', async () => {
    await em().insert(Plan, {
      name: 'small',
      title: 'Small',
      requestsPerMinute: 1,
      costPerMinute: 1_000_000,
      requestsPerDay: 100,
      maxDepth: null,
      maxCost: 39,
      approval: 'AUTO',
      madeAt: now,
      retiredAt: null,
    });
    await addUsage(
      em(),
      [asked('a', [], { count: 90 }), asked('b', [], { app: 'app-school-entry', count: 5, cost: 1 })],
      now,
    );
    await addUsage(em(), [asked('a', [], { count: 20 })], new Date(now.getTime() - 3_600_000));
    expect(
      await run(people.admin, '{ planDryRun(plan: "small") { app requests overDay crowdedHours tooExpensive } }'),
    ).toEqual({
      planDryRun: [
        { app: 'app-lender', requests: 110, overDay: 10, crowdedHours: 1, tooExpensive: 110 },
        { app: 'app-school-entry', requests: 5, overDay: 0, crowdedHours: 0, tooExpensive: 0 },
      ],
    });
    expect(await run(people.admin, '{ planDryRun(plan: "none") { app } }')).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('of an app that writes values into its documents leaves room for the others’', async () => {
    const most = { all: 100, each: 2 };
    const noisy = ['a', 'b', 'c', 'd'].map((letter) => asked(letter, [`Query.${letter}`]));
    await addUsage(em(), noisy, now, most);
    await addUsage(em(), [asked('e', ['Query.e']), asked('f', ['Query.f'], { app: 'app-school-entry' })], now, most);
    const days = await em().find(UsageDay, {}, { orderBy: { count: 'desc', digest: 'asc' } });
    expect(days.map(({ app, count }) => `${app} ${count}`).sort()).toEqual([
      'app-lender 10',
      'app-lender 10',
      'app-lender 30',
      'app-school-entry 10',
    ]);
    expect(days.find(({ app }) => app === 'app-school-entry')?.digest).toBe('f'.repeat(64));
    // What is counted together still says which fields are asked for.
    expect((await em().find(UsedCoordinate, {})).map(({ coordinate }) => coordinate).sort()).toEqual(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => `Query.${letter}`),
    );
  });

  it('of documents that are counted together forgets what they ask for no more, though others go on', async () => {
    const none = { all: 0, each: 0 };
    const use = (coordinate: string, at: Date) => addUsage(em(), [asked('e', [coordinate])], at, none);
    const after = (days: number) => new Date(now.getTime() + days * 86_400_000);
    const isUsed = async (coordinate: string, days: number) =>
      (await usageOf(em(), [coordinate], after(days))).length > 0;
    await use('Query.old', now);
    for (const days of [20, 40, 60, 80, 100]) await use('Query.new', after(days));
    expect([await isUsed('Query.old', 20), await isUsed('Query.old', 40)]).toEqual([true, false]);
    expect(await isUsed('Query.new', 100)).toBe(true);
    await forgetReports(em(), { now: () => after(100) });
    expect(await em().count(UsedCoordinate, { coordinate: 'Query.old' })).toBe(0);
    expect(await em().count(UsedCoordinate, { coordinate: 'Query.new' })).toBe(1);
  });

  it('of an app is told apart also where others have filled the room, up to its reserved share', async () => {
    const most = { all: 2, each: 2, reserved: 1 };
    const use = (app: string, digest: string) => addUsage(em(), [asked(digest, ['Query.a'], { app })], now, most);
    for (const digest of ['a', 'b']) await use('app-many', digest);
    for (const digest of ['c', 'd']) await use('app-lender', digest);
    const kept = await em().find(UsedDocument, { app: 'app-lender' });
    expect(kept.map(({ digest }) => digest).sort()).toEqual(['c'.repeat(64), overflowOf('app-lender')].sort());
  });

  it('is forgotten: hours after two days, days and documents after ninety', async () => {
    await addUsage(em(), [asked('a', ['Query.old'])], ago(100));
    await addUsage(em(), [asked('b', ['Query.new'])], ago(80));
    await addUsage(em(), [asked('c', ['Query.now'])], now);
    await forgetReports(em(), department.clock);
    expect(await em().count(UsageHour)).toBe(1);
    expect((await em().find(UsageDay, {})).map(({ digest }) => digest[0]).sort()).toEqual(['b', 'c']);
    expect(await em().count(UsedDocument)).toBe(2);
    expect((await em().find(UsedCoordinate, {})).map(({ coordinate }) => coordinate).sort()).toEqual([
      'Query.new',
      'Query.now',
    ]);
  });
});
