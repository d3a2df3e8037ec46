import type { Viewer } from '@citygraph/contract';
import { officer, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { verifyAudit } from '../audit-entry/verify-audit.ts';
import { withKeys } from '../index.ts';
import { admitting, makePlugin, makePublisher, makeRelease, vendor } from '../testing/release-story.ts';
import { keys, now, people } from '../testing/story.ts';
import { Rollout } from './rollout.entity.ts';

const START = 'mutation S($p: String!, $v: String!) { startRollout(plugin: $p, version: $v, percent: 5) { id } }';
const owner = officer({ agency: 'x', subject: vendor.owner, roles: ['resident'] });

describe('rollouts that are started at once', () => {
  const names = Array.from({ length: 10 }, (_, index) => `plugin-${index}`);
  const busy = testSubgraph(withKeys(keys, { admission: admitting }), {
    now,
    commits: true,
    async seed(em) {
      await makePublisher(em);
      for (const name of names) {
        await makePlugin(em, name);
        await makeRelease(em, { plugin: name, version: '1.0.0' });
      }
    },
  });

  it('are eight, and no two own a bucket', async () => {
    const refusedTo = async (viewer: Viewer) => {
      const answers = await Promise.all(names.map((p) => busy.as(viewer).run(START, { p, v: '1.0.0' })));
      return answers.flatMap(({ errors }) => errors?.[0]?.extensions.code ?? []);
    };
    // Its publisher has two of them, and administrators begin the others.
    expect(await refusedTo(owner)).toEqual(Array(8).fill('CONFLICT'));
    expect(await refusedTo(people.admin)).toEqual(['CONFLICT', 'CONFLICT']);
    const buckets = (await busy.em().find(Rollout, {})).flatMap((rollout) => rollout.buckets);
    expect([buckets.length, new Set(buckets).size]).toEqual([40, 40]);
    expect(await verifyAudit(busy.em())).toMatchObject({ intact: true, entries: 8 });
  });
});
