import { testSubgraph } from '@citygraph/kit/testing';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/sql';
import { withKeys } from '../index.ts';
import {
  codeOf,
  fakeAdmission,
  fakeClient,
  manifestOf,
  registered,
  SDL,
  vendors,
} from '../testing/publishing-story.ts';
import { keys, now } from '../testing/story.ts';
import { type CountAdmission, countAdmission } from './count-admission.ts';

const MOST = 3;
const VERDICT =
  'query V($s: String!, $m: String!) { publishVerdict(plugin: "air-quality", sdl: $s, manifest: $m) { accepted } }';

describe('what a publisher has judged in an hour', () => {
  let at = now;
  let em: () => EntityManager;
  /** Remembers nothing itself: made anew each time, it is as after a restart, or as another registry's. */
  const count = (most = MOST): CountAdmission => countAdmission(() => em(), { most, now: () => at });
  const countsAnew: CountAdmission = (publisher) => count()(publisher);
  const department = testSubgraph(
    withKeys(keys, { admission: fakeAdmission(), client: fakeClient(), countAdmission: countsAnew }),
    {
      now,
      commits: true,
    },
  );
  beforeAll(() => {
    em = () => department.em();
  });

  it('is counted for all registries and over restarts, and is free again an hour later', async () => {
    await registered(department);
    for (let turn = 0; turn < MOST; turn += 1) await count()('air-lab');
    const refused = {
      code: 'RATE_LIMITED',
      message: expect.stringContaining('3 times within an hour; try again in 60'),
    };
    await expect(count()('air-lab')).rejects.toMatchObject(refused);
    // Others are others.
    await count()('car-works');
    at = new Date(now.getTime() + 59 * 60_000);
    await expect(count()('air-lab')).rejects.toMatchObject({ message: expect.stringContaining('in 1 minutes') });
    at = new Date(now.getTime() + 60 * 60_000);
    await count()('air-lab');
  });

  it('is no more however many ask at once', async () => {
    at = new Date(now.getTime() + 5 * 3_600_000);
    const asked = await Promise.allSettled(Array.from({ length: 12 }, () => count(5)('air-lab')));
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  });

  it('refuses whoever publishes beyond it, with the moment to come back', async () => {
    at = new Date(now.getTime() + 9 * 3_600_000);
    const publish = (version: string) =>
      department.as(vendors.ada).run(VERDICT, { s: SDL, m: JSON.stringify(manifestOf({ version })) });
    for (let turn = 1; turn <= MOST; turn += 1) expect((await publish(`1.${turn}.0`)).errors).toBeUndefined();
    const refused = await publish('1.9.0');
    expect([codeOf(refused), refused.errors?.[0]?.message]).toEqual([
      'RATE_LIMITED',
      expect.stringContaining('try again in'),
    ]);
  });
});
