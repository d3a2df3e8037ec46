import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Desk, openDesk } from '../../testing/desk.ts';
import { HubSays } from '../../testing/fake-hub.ts';
import { GOOD_ANSWERS, onAGoodDay } from '../../testing/good-answers.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.tidy();
  onAGoodDay(desk.hub);
});

const rolloutIs = (state: string | null, percent = 5) => {
  const edges =
    state === null ? [] : [{ node: { id: 'rol_1', plugin: 'aqi', version: '1.1.0', state, percent }, cursor: 'c' }];
  desk.hub.on('rollouts', { edges, pageInfo: { hasNextPage: false, hasPreviousPage: false } });
  desk.hub.on('resumeRollout', { id: 'rol_1', plugin: 'aqi', version: '1.1.0', state: 'RUNNING', percent });
};
const acts = () =>
  desk.hub
    .operations()
    .map(({ name }) => name)
    .filter((name) => /Roll/.test(name) && name !== 'Rollouts');

describe('release rollout', () => {
  it.each<[string, string | null, number, string[], string[]]>([
    ['starts where nothing is tried', null, 5, ['1.1.0'], ['StartRollout']],
    ['starts anew where an older one is over', 'PROMOTED', 100, ['1.1.0'], ['StartRollout']],
    ['steps where one runs', 'RUNNING', 5, ['--percent', '25'], ['StepRollout']],
    ['goes on where one is paused', 'PAUSED', 5, [], ['ResumeRollout']],
    ['goes on and steps', 'PAUSED', 5, ['--percent', '50'], ['ResumeRollout', 'StepRollout']],
    ['does nothing twice', 'RUNNING', 25, ['--percent', '25'], []],
  ])('%s', async (_, state, percent, argv, does) => {
    rolloutIs(state, percent);
    expect((await desk.ask(['release', 'rollout', '--plugin', 'aqi', ...argv])).exit).toBe(0);
    expect(acts()).toEqual(does);
  });
});

describe('release rollout --emergency', () => {
  it('is refused where a rollout begins: it would be dropped without a word', async () => {
    rolloutIs(null);
    const { exit, envelope } = await desk.ask(['release', 'rollout', '1.1.0', '--plugin', 'aqi', '--emergency']);
    expect([exit, envelope]).toMatchObject([3, { error: { code: 'USAGE', message: expect.stringMatching(/begins/) } }]);
    expect(acts()).toEqual([]);
    rolloutIs('RUNNING', 5);
    const on = await desk.ask(['release', 'rollout', '--plugin', 'aqi', '--percent', '25', '--emergency']);
    expect(on.exit).toBe(0);
    expect(desk.hub.operations().at(-1)?.variables).toMatchObject({ percent: 25, emergency: true });
  });
});

describe('release rollout of one that was paused', () => {
  it('that goes on and cannot be taken further says that it goes on', async () => {
    rolloutIs('PAUSED', 5);
    desk.hub.on('stepRollout', () => {
      throw new HubSays('CONFLICT', 'percent: it has seen 3 of 100 calls.');
    });
    const { exit, envelope } = await desk.ask(['release', 'rollout', '--plugin', 'aqi', '--percent', '25']);
    expect([exit, envelope]).toMatchObject([
      2,
      {
        error: { code: 'CONFLICT', suggestions: [expect.stringContaining('goes on at 5 %')] },
        data: { rollout: { state: 'RUNNING' } },
      },
    ]);
    rolloutIs('RUNNING', 5);
    expect((await desk.ask(['release', 'rollout', '--plugin', 'aqi', '--percent', '25'])).exit).toBe(3);
  });
});

describe('release promote', () => {
  it('shows when it may go on, and what its step has seen', async () => {
    const wait = { waitsFor: '12 of 100 calls and 3 of 10 minutes', goesOnAt: '2026-11-02T09:10:00+08:00' };
    desk.hub.on('stepRollout', {
      id: 'rol_1',
      plugin: 'aqi',
      version: '1.1.0',
      state: 'RUNNING',
      percent: 25,
      ...wait,
    });
    const line = ['release', 'rollout', '--plugin', 'aqi', '--percent', '25', '--hub', desk.hub.origin];
    const { out } = await desk.run(line);
    expect(out).toContain('at 2026-11-02T09:10:00+08:00, or with enough calls: it has seen 12 of 100 calls');
  });
});

describe('release rollback', () => {
  it('takes back what is stable where nothing is tried, and shows what is lost first', async () => {
    rolloutIs(null);
    desk.hub.on('rollBackRelease', 'rel_1.0.0');
    const { err, exit } = await desk.run([
      'release',
      'rollback',
      '--plugin',
      'aqi',
      '--reason',
      'So',
      '--yes',
      '--hub',
      desk.hub.origin,
    ]);
    expect([exit, acts()]).toEqual([0, ['RollBackRelease']]);
    expect(err).toContain('aqi@1.0.0 is taken back for 0.9.0');
    expect(err).toMatch(/^- .*# 1\.0\.0$/m);
  });

  it('shows the one that comes back as the hub says it, not the one that was published last', async () => {
    rolloutIs(null);
    const { edges } = GOOD_ANSWERS.pluginReleases as { edges: { node: { version: string } }[] };
    const [newest, stable, before] = edges.map(({ node }) => node);
    // 1.1.0 was published after 1.0.0 and superseded before 0.9.0 was.
    const page = [{ ...newest, state: 'SUPERSEDED' }, stable, before].map((node) => ({ node, cursor: 'c' }));
    desk.hub.on('pluginReleases', { edges: page, pageInfo: { hasNextPage: false, hasPreviousPage: false } });
    const line = ['release', 'rollback', '--plugin', 'aqi', '--reason', 'So', '--dry-run'];
    expect((await desk.ask(line)).envelope).toMatchObject({ data: { preview: { leaves: '1.0.0', returns: '0.9.0' } } });
  });

  it('in an emergency takes back what everybody has, whatever is tried, and says so to the hub', async () => {
    rolloutIs('RUNNING');
    desk.hub.on('rollBackRelease', 'rel_1.0.0');
    const line = ['release', 'rollback', '--plugin', 'aqi', '--reason', 'So', '--emergency', '--yes'];
    expect((await desk.ask(line)).exit).toBe(0);
    const sent = desk.hub.operations().find(({ name }) => name === 'RollBackRelease');
    expect([acts(), sent?.variables]).toMatchObject([['RollBackRelease'], { version: '1.0.0', emergency: true }]);
  });

  it('says beforehand what would change, to people and to programs, and does nothing', async () => {
    rolloutIs(null);
    const line = ['release', 'rollback', '--plugin', 'aqi', '--reason', 'So', '--dry-run'];
    const { err } = await desk.run([...line, '--hub', desk.hub.origin]);
    expect(err).toContain('aqi@1.0.0 is taken back for 0.9.0');
    const { exit, envelope } = await desk.ask(line);
    expect([exit, envelope]).toMatchObject([
      0,
      {
        data: {
          wouldSend: { operation: 'RollBackRelease', variables: { version: '1.0.0' } },
          preview: { leaves: '1.0.0', returns: '0.9.0', diff: expect.arrayContaining([expect.stringMatching(/^- /)]) },
        },
      },
    ]);
    expect(acts()).toEqual([]);
  });

  it('asks a person at a terminal, who may say yes', async () => {
    const { exit, err } = await desk.run(
      ['release', 'rollback', '--plugin', 'aqi', '--reason', 'So', '--hub', desk.hub.origin],
      { typed: ['y'] },
    );
    expect([exit, acts(), err]).toEqual([0, ['RollBackRollout'], expect.stringContaining('Go on? [y/N]')]);
  });
});
