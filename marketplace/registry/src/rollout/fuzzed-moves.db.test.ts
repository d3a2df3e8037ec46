import { fuzzMutations, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { verifyAudit } from '../audit-entry/verify-audit.ts';
import { withKeys } from '../index.ts';
import { admitting, makePlugin, makePublisher, makeRelease, vendor } from '../testing/release-story.ts';
import { keys, now, people, person } from '../testing/story.ts';

const START =
  'mutation S($p: String!, $v: String!, $n: Int! = 5) { startRollout(plugin: $p, version: $v, percent: $n) { id } }';
const owner = person(vendor.owner);
const onlooker = person(vendor.viewer);
const stranger = person('sub-stranger');

/** The others are asked by `every-mutation.db.test.ts`. */
const MOVING = (
  'startRollout stepRollout pauseRollout resumeRollout promoteRollout rollBackRollout rollBackRelease killPlugin restorePlugin ' +
  'recomposeGraphs unpinGraphs closeIncident makePlan subscribeToPlugin decideSubscription unsubscribeFromPlugin createAppKey revokeAppKey'
).split(' ');

describe('everything that moves releases', () => {
  const department = testSubgraph(withKeys(keys, { admission: admitting }), {
    now,
    async seed(em) {
      await makePublisher(em);
      await makePlugin(em, 'air');
      await makeRelease(em, { plugin: 'air', version: '0.9.0', state: 'SUPERSEDED' });
      await makeRelease(em, { plugin: 'air', version: '1.0.0', state: 'STABLE' });
      await makeRelease(em, { plugin: 'air', version: '2.0.0' });
    },
  });

  it('is done wholly, or refused with a code', async () => {
    const { data } = await department.as(owner).run(START, { p: 'air', v: '2.0.0' });
    await fuzzMutations(department, {
      viewers: [owner, people.admin, onlooker, stranger, people.nobody],
      runs: 30,
      only: MOVING,
      known: {
        plugin: ['air', 'none'],
        version: ['0.9.0', '1.0.0', '2.0.0', '9.9.9'],
        percent: [5, 25, 50, 7],
        id: [data.startRollout.id, 'rol_none'],
        reason: ['It is slow.', 'no'],
        emergency: [true, false],
        plan: ['free'],
        name: ['free', 'Free!'],
      },
    });
    expect(await verifyAudit(department.em())).toMatchObject({ intact: true });
  }, 120_000);
});
