import type { Viewer } from '@citygraph/contract';
import { officer, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { withKeys } from '../index.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { admitting, makePlugin, makePublisher, makeRelease, vendor } from '../testing/release-story.ts';
import { keys, now, people } from '../testing/story.ts';

const START =
  'mutation S($p: String! = "air", $v: String! = "1.0.0", $n: Int! = 5) { startRollout(plugin: $p, version: $v, percent: $n) { id state percent } }';
const ACT = (act: string) => `mutation A($id: ID!) { ${act}(id: $id) { state } }`;
const SAID = (act: string) => `mutation A($id: ID!, $r: String!) { ${act}(id: $id, reason: $r) { state reason } }`;
const BACK =
  'mutation B($p: String!, $v: String!, $r: String!) { rollBackRelease(plugin: $p, version: $v, reason: $r) }';

const owner = officer({ agency: 'x', subject: vendor.owner, roles: ['resident'] });

describe('a release', () => {
  const department = testSubgraph(withKeys(keys, { admission: admitting }), {
    now,
    async seed(em) {
      await makePublisher(em);
      await makePlugin(em, 'air');
    },
  });
  const em = () => department.em();
  const run = async (viewer: Viewer, document: string, variables: Record<string, unknown>) => {
    const { data, errors } = await department.as(viewer).run(document, variables);
    return errors ? { code: errors[0]?.extensions.code, message: errors[0]?.message } : data;
  };
  const start = (over: Record<string, unknown> = {}, viewer: Viewer = owner) => run(viewer, START, over);
  const stateOf = async (version: string) =>
    (await em().findOneOrFail(PluginRelease, { plugin: 'air', version }, { disableIdentityMap: true })).state;

  it('begins with a quarter of the clients at most, unless an administrator says so', async () => {
    await makeRelease(em(), { plugin: 'air', version: '1.0.0' });
    expect(await start({ n: 100 })).toMatchObject({ code: 'FORBIDDEN', message: expect.stringContaining('25 %') });
    expect(await stateOf('1.0.0')).toBe('APPROVED');
    expect(await start({ n: 50 }, people.admin)).toMatchObject({ startRollout: { percent: 50 } });
  });

  it('that an administrator paused or took back goes on by an administrator’s word alone', async () => {
    await makeRelease(em(), { plugin: 'air', version: '1.0.0' });
    const { startRollout: begun } = await start();
    const { id } = begun;
    const forbidden = { code: 'FORBIDDEN', message: expect.stringContaining('stopped by an administrator') };
    await run(people.admin, SAID('pauseRollout'), { id, r: 'It sends too much.' });
    expect(await run(owner, ACT('resumeRollout'), { id })).toMatchObject(forbidden);
    // Taking it back oneself does not make it one’s own to start.
    await run(owner, SAID('rollBackRollout'), { id, r: 'Then not.' });
    expect(await start()).toMatchObject(forbidden);
    const { startRollout: again } = await start({}, people.admin);
    expect(again).toMatchObject({ state: 'RUNNING' });
    // What its publisher stopped is its own again.
    await run(owner, SAID('pauseRollout'), { id: again.id, r: 'Looking at it.' });
    expect(await run(owner, ACT('resumeRollout'), { id: again.id })).toMatchObject({
      resumeRollout: { state: 'RUNNING' },
    });
    await run(people.admin, SAID('rollBackRollout'), { id: again.id, r: 'It sends too much.' });
    expect(await start()).toMatchObject(forbidden);
  });

  it('that everybody had and an administrator took back is not tried again by its publisher', async () => {
    await makeRelease(em(), { plugin: 'air', version: '1.0.0', state: 'SUPERSEDED' });
    await makeRelease(em(), { plugin: 'air', version: '2.0.0', state: 'STABLE' });
    await run(people.admin, BACK, { p: 'air', v: '2.0.0', r: 'It shows yesterday.' });
    expect(await stateOf('2.0.0')).toBe('ROLLED_BACK');
    expect(await start({ v: '2.0.0' })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await start({ v: '2.0.0' }, people.admin)).toMatchObject({ startRollout: { state: 'RUNNING' } });
  });
});
