import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Desk, openDesk } from '../testing/desk.ts';
import { onAGoodDay } from '../testing/good-answers.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const at = '2026-11-29T08:00:00+08:00';
const release = (version: string, state: string) => ({
  id: `rel_${version}`,
  version,
  state,
  digest: 'd'.repeat(64),
  publishedAt: at,
  changedAt: at,
  sdl: `type Query { aqi_version: String } # ${version}`,
  manifest: '{}',
});
/** What a pipeline published since the two that people decided about. */
const nightly = Array.from({ length: 250 }, (_, index) => release(`2.0.0-n${250 - index}`, 'SANDBOX'));
const releases = [...nightly, release('1.0.0', 'STABLE'), release('0.9.0', 'SUPERSEDED')];

beforeEach(async () => {
  await desk.tidy();
  await desk.signIn();
  onAGoodDay(desk.hub);
  desk.hub.on('rollouts', { edges: [], pageInfo: { hasNextPage: false } });
  desk.hub.on('pluginReleases', ({ first, after }: { first: number; after: string | null }) => {
    const from = after === null || after === undefined ? 0 : Number(after);
    const edges = releases.slice(from, from + first).map((node) => ({ node, cursor: 'c' }));
    const end = from + edges.length;
    return { edges, pageInfo: { hasNextPage: end < releases.length, hasPreviousPage: false, endCursor: String(end) } };
  });
  desk.hub.on('pluginRelease', ({ id }: { id: string }) => releases.find((one) => one.id === id));
});

describe('the stable release behind 250 of a pipeline', () => {
  it.each([
    ['release rollback --plugin aqi --reason Nonsense', ['- type Query { aqi_version: String } # 1.0.0', '# 0.9.0']],
    ['admin kill aqi --reason Nonsense', ['aqi@1.0.0 (STABLE)', '- type Query { aqi_version: String } # 1.0.0']],
    ['plugin status --plugin aqi', ['1.0.0       STABLE']],
    ['plugin withdraw 0.9.0 --plugin aqi --reason Nonsense', ['aqi@0.9.0 (SUPERSEDED)']],
  ])('is found by citygraph %s', async (line, said) => {
    const { exit, out, err } = await desk.run([...line.split(' '), '--hub', desk.hub.origin]);
    // Without --yes and without a person what would be lost is shown, and nothing is done.
    expect(exit).toBe(line.startsWith('plugin status') ? 0 : 3);
    for (const text of said) expect(out + err).toContain(text);
    desk.nothingDone();
  });

  it('is what is tried, and what it replaces, when a rollout is promoted', async () => {
    const node = { id: 'rol_1', plugin: 'aqi', state: 'RUNNING', percent: 5, version: '2.0.0-n3' };
    desk.hub.on('rollouts', { edges: [{ node, cursor: 'c' }], pageInfo: { hasNextPage: false } });
    const { err } = await desk.run(['release', 'promote', '--plugin', 'aqi', '--hub', desk.hub.origin]);
    expect(err).toContain('- type Query { aqi_version: String } # 1.0.0');
    expect(err).toContain('+ type Query { aqi_version: String } # 2.0.0-n3');
  });
});
