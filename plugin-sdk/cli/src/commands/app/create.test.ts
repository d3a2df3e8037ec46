import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Desk, openDesk } from '../../testing/desk.ts';
import { GOOD_ANSWERS, onAGoodDay } from '../../testing/good-answers.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.tidy();
  await desk.signIn();
  onAGoodDay(desk.hub);
});

const appIs = (over: object) => desk.hub.on('app', { ...(GOOD_ANSWERS.app as object), ...over });
const planIs = (over: object) => {
  const plan = { name: 'basic', title: 'Basic', requestsPerMinute: 60, costPerMinute: 600, approval: 'MANUAL' };
  desk.hub.on('plans', [{ ...plan, requestsPerDay: 1000, retiredAt: '2026-11-01T00:00:00Z', ...over }]);
};
const sent = (name: string) => desk.hub.operations().find((one) => one.name === name)?.variables ?? null;
const create = (...more: string[]) => ['app', 'create', 'app-air', '--name', 'Air on the map', ...more];
const plan = (...more: string[]) => ['app', 'plan', 'basic', ...more];
const run = (argv: readonly string[]) => desk.run([...argv, '--hub', desk.hub.origin]);

describe('app create of one that is there', () => {
  it('changes its name alone, and shows what it was', async () => {
    appIs({ documentsOnly: true, requestsPerMinute: 60, costPerMinute: 600 });
    const { exit, err } = await run(create());
    expect([exit, err]).toEqual([0, 'name: Air → Air on the map\n']);
    expect(sent('RegisterApp')).toMatchObject({
      name: 'Air on the map',
      documentsOnly: null,
      requestsPerMinute: null,
      costPerMinute: null,
      withoutLimits: false,
    });
    expect((await desk.ask(create())).envelope).toMatchObject({
      data: { before: { name: 'Air', documentsOnly: true } },
    });
  });

  it.each<[string, string[], RegExp]>([
    ['lets it send others’ documents', ['--no-documents-only'], /documents only: true → false/],
    ['takes its limits away', ['--without-limits'], /requests\/min: 60 → -/],
  ])('%s only when somebody says yes', async (_, argv, shown) => {
    appIs({ documentsOnly: true, requestsPerMinute: 60, costPerMinute: 600 });
    const asked = await run(create(...argv));
    expect([asked.exit, asked.err, sent('RegisterApp')]).toEqual([3, expect.stringMatching(shown), null]);
    expect((await run(create(...argv, '--yes'))).exit).toBe(0);
    expect(sent('RegisterApp')).not.toBeNull();
  });

  it('that protects it more asks nobody', async () => {
    appIs({ documentsOnly: false });
    expect((await run(create('--documents-only'))).exit).toBe(0);
    expect(sent('RegisterApp')).toMatchObject({ documentsOnly: true });
  });
});

describe('app plan of one that is there', () => {
  it('changes what is said, and nothing else', async () => {
    planIs({});
    expect((await run(plan('--title', 'Golden'))).exit).toBe(0);
    expect(sent('MakePlan')).toEqual({
      plan: 'basic',
      title: 'Golden',
      requestsPerMinute: null,
      costPerMinute: null,
      requestsPerDay: null,
      maxDepth: null,
      maxCost: null,
      approval: null,
      retired: null,
      without: [],
    });
  });

  it.each<[string, string[], RegExp]>([
    ['lets apps have plugins at once', ['--no-manual'], /approval: MANUAL → AUTO/],
    ['offers it again', ['--no-retired'], /ended: true → false/],
    ['takes a limit away', ['--without', 'requests-per-day'], /requests\/day: 1000 → -/],
  ])('%s only when somebody says yes', async (_, argv, shown) => {
    planIs({});
    const asked = await run(plan(...argv));
    expect([asked.exit, asked.err, sent('MakePlan')]).toEqual([3, expect.stringMatching(shown), null]);
    expect((await run(plan(...argv, '--yes'))).exit).toBe(0);
    expect(sent('MakePlan')).not.toBeNull();
  });
});
