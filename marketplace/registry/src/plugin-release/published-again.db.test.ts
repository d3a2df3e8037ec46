import { testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { refreshCatalog } from '../catalog-entry/refresh-catalog.ts';
import { GraphChange } from '../graph-set/graph-change.entity.ts';
import { registry, withKeys } from '../index.ts';
import {
  CREATE,
  fakeAdmission,
  fakeClient,
  manifestOf,
  publish,
  registered,
  SDL,
  vendors,
} from '../testing/publishing-story.ts';
import { city, graph, keys, now } from '../testing/story.ts';
import { PluginRelease } from './plugin-release.entity.ts';

const admission = fakeAdmission();
const ports = { client: fakeClient(), admission };
const seed = async (em: Parameters<typeof registry.seed>[0]) => {
  await registry.seed(em, city);
  await refreshCatalog(em, graph, now);
};
const department = testSubgraph(withKeys(keys, ports), { seed, now });

beforeEach(async () => {
  admission.requests.length = 0;
  admission.meanwhile = async () => {};
  await registered(department);
  await department.as(vendors.ada).run(CREATE);
});

describe('what is published', () => {
  it('says by which decision, also when it is repeated after others; what was only tried has none', async () => {
    const first = (await publish(department)).data.publishRelease.decision;
    const next = (await publish(department, { manifest: { version: '1.1.0' } })).data.publishRelease.decision;
    expect([first, next - first]).toEqual([expect.any(Number), 1]);
    expect((await publish(department)).data.publishRelease.decision).toBe(first);
    await department.em().nativeDelete(GraphChange, { number: first });
    expect((await publish(department)).data.publishRelease).toMatchObject({ isRepeat: true, decision: null });
    const { errors, data } = await department
      .as(vendors.ada)
      .run(
        'query V($m: String!) { publishVerdict(plugin: "air-quality", sdl: "type Query { aqi_index: Float }", manifest: $m) { decision } }',
        { m: JSON.stringify(manifestOf({ version: '1.2.0' })) },
      );
    expect([errors, data]).toEqual([undefined, { publishVerdict: { decision: null } }]);
  });
});

describe('line ends of Windows', () => {
  const LINES = 'type Query {\n  """\n  One\n  two\n  """\n  aqi_index: Float\n}\n';
  const lines = JSON.stringify(manifestOf(), null, 2);
  const ofWindows = (text: string) => text.replaceAll('\n', '\r\n');

  it('make no other release: the same document is judged, stored and called by the same digest', async () => {
    const [first, again] = [
      await publish(department, { sdl: ofWindows(LINES), manifest: ofWindows(lines) }),
      await publish(department, { sdl: LINES, manifest: lines }),
    ].map(({ data }) => data.publishRelease);
    expect(again).toMatchObject({ isRepeat: true, release: { digest: first.release.digest } });
    expect(admission.requests.map(({ plugin }) => plugin.sdl)).toEqual([LINES]);
    expect((await department.em().findOneOrFail(PluginRelease, { plugin: 'air-quality' })).sdl).toBe(LINES);
  });

  it('change no verdict of what is only tried', async () => {
    const digestOf = async (sdl: string) => {
      const document =
        'query V($s: String!, $m: String!) { publishVerdict(plugin: "air-quality", sdl: $s, manifest: $m) { digest } }';
      const { data } = await department.as(vendors.ada).run(document, { s: sdl, m: ofWindows(lines) });
      return data.publishVerdict.digest;
    };
    expect(await digestOf(ofWindows(LINES))).toBe(await digestOf(LINES));
  });
});

describe('who publishes and gives up before the answer, as the gateway does after ten seconds', () => {
  const busy = testSubgraph(withKeys(keys, ports), { seed, now, commits: true });

  it('gets the outcome by publishing the same again: nothing is judged twice or stored twice', async () => {
    await registered(busy);
    await busy.as(vendors.ada).run(CREATE);
    let answer = () => {};
    let begun = () => {};
    const isJudged = new Promise<void>((resolve) => {
      begun = resolve;
    });
    admission.meanwhile = () => {
      begun();
      return new Promise((resolve) => {
        answer = resolve;
      });
    };
    const givenUp = publish(busy);
    await isJudged;
    const again = publish(busy);
    // Long enough for the second to come as far as admission.
    await pending(again, 500);
    answer();
    const { release, isRepeat } = (await again).data.publishRelease;
    expect([admission.requests.length, await busy.em().count(PluginRelease)]).toEqual([1, 1]);
    const first = (await givenUp).data.publishRelease;
    expect(first.release.id).toBe(release.id);
    expect([first.isRepeat, isRepeat].sort()).toEqual([false, true]);
    expect((await publish(busy)).data.publishRelease).toMatchObject({ isRepeat: true, release: { id: release.id } });
    expect(admission.requests).toHaveLength(1);
  });

  it('gets a no by publishing the same again, without waiting for another look', async () => {
    const refused = { sdl: SDL.replace('Float', 'Float!'), manifest: { version: '7.0.0' } };
    expect((await publish(department, refused)).data.publishRelease).toMatchObject({ accepted: false });
    const { data } = await publish(department, refused);
    expect(data.publishRelease).toMatchObject({ accepted: false, findings: [{ rule: 'NONNULL' }] });
    expect(admission.requests).toHaveLength(1);
  });
});

/** `no` when it did not settle within so many milliseconds. */
const pending = (promise: Promise<unknown>, ms: number): Promise<'no' | 'yes'> =>
  Promise.race([
    promise.then(() => 'yes' as const),
    new Promise<'no'>((resolve) => setTimeout(() => resolve('no'), ms)),
  ]);
