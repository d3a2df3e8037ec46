import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EXIT } from '../../exit-codes.ts';
import { type Desk, openDesk } from '../../testing/desk.ts';
import { onAGoodDay } from '../../testing/good-answers.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

/** In force under one plan, while its publisher has not said whether it may have the other. */
const waiting = { id: 'sub_1', app: 'app-air', plugin: 'aqi', plan: 'basic', wantedPlan: 'large', state: 'ACTIVE' };
const page = { edges: [{ node: waiting, cursor: 'c' }], pageInfo: { hasNextPage: false, hasPreviousPage: false } };

beforeEach(async () => {
  await desk.tidy();
  await desk.signIn();
  onAGoodDay(desk.hub);
  desk.hub.on('plans', [
    { name: 'basic', title: 'Basic' },
    { name: 'large', title: 'Large' },
  ]);
  desk.hub.on('subscribeToPlugin', waiting);
  desk.hub.on('pluginSubscriptions', page);
  desk.hub.on('pluginSubscription', waiting);
  desk.hub.on('subscriptionsToDecide', page);
});

const LARGER = ['app', 'subscribe', 'app-air', 'aqi', '--plan', 'large'];

it('names the plans that are offered where none is named, or one that is not', async () => {
  const { exit, envelope } = await desk.ask(['app', 'subscribe', 'app-air', 'aqi', '--plan', 'free']);
  expect([exit, envelope]).toMatchObject([
    3,
    { error: { code: 'USAGE', message: '--plan is free; give one of basic, large.' } },
  ]);
  const { envelope: without } = await desk.ask(['app', 'subscribe', 'app-air', 'aqi']);
  expect(without).toMatchObject({ error: { suggestions: [expect.stringContaining('basic, large')] } });
  desk.nothingDone();
});

describe('a larger plan that a person decides about', () => {
  it('is told as asked for, and ends with 5', async () => {
    const { exit, out } = await desk.run(LARGER);
    expect({ exit, out }).toEqual({
      exit: EXIT.waiting,
      out: 'aqi: basic as before; large is asked for, its publisher has to agree.\n',
    });
    expect(await desk.ask(LARGER)).toMatchObject({
      exit: EXIT.waiting,
      envelope: { data: { plan: 'basic', wantedPlan: 'large' } },
    });
    expect((await desk.run([...LARGER, '--locale', 'zh-CN'])).out).toContain('已申请 large');
  });

  it('is seen among what the app has', async () => {
    expect((await desk.run(['app', 'subscribe', 'app-air'])).out).toMatch(/aqi +basic +large +ACTIVE/);
  });

  it('is what the one who decides is shown', async () => {
    expect((await desk.run(['admin', 'queue', '--kind', 'subscription'])).out).toContain('aqi, basic → large');
    expect((await desk.run(['admin', 'show', 'sub_1'])).out).toMatch(/asked for +large/);
  });

  it('leaves, when it is refused, the plan that the app had', async () => {
    desk.hub.on('decideSubscription', { ...waiting, wantedPlan: null });
    const { out } = await desk.run(['admin', 'reject', 'sub_1', '--reason', 'Too much for now', '--yes']);
    expect(out).toContain('Decided: ACTIVE, basic.');
  });
});
