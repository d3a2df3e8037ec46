import { createHash } from 'node:crypto';
import { digestOfCity, generateSigningKey, type SubgraphKind } from '@citygraph/contract';
import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { importFirstParty } from '../first-party-release/import-first-party.ts';
import { graphPublisher } from '../graph-set/graph-publisher.ts';
import { registry } from '../index.ts';
import { departmentsOfStory, makePlugin, makePublisher, makeRelease, pluginSdl } from '../testing/release-story.ts';
import { now, people } from '../testing/story.ts';
import { storyComposer } from '../testing/story-composer.ts';

const QUERY = '{ citySchema { sequence digest subgraphs { name kind digest sdl } } }';
const key = await generateSigningKey();

interface Told {
  readonly sequence: number;
  readonly digest: string;
  readonly subgraphs: readonly {
    readonly name: string;
    readonly kind: string;
    readonly digest: string;
    readonly sdl: string;
  }[];
}

describe('the schema that plugins join', () => {
  const department = testSubgraph(registry, {
    now,
    async seed(em) {
      await makePublisher(em);
      await makePlugin(em, 'air');
      await makePlugin(em, 'noise');
      await importFirstParty(em, departmentsOfStory, now);
    },
  });
  const em = () => department.em();
  const settle = () => graphPublisher({ em, keys: () => [key], compose: storyComposer, now: () => now }).settle();
  const told = async (): Promise<Told> => {
    const { data, errors } = await department.as(people.neighbour).run(QUERY);
    expect(errors).toBeUndefined();
    return data?.citySchema as Told;
  };

  it('is nothing before there is a graph', async () => {
    expect(await told()).toBeNull();
  });

  it('is what everybody is served: departments and stable plugins, and none that is only tried', async () => {
    await makeRelease(em(), { plugin: 'air', version: '1.0.0', state: 'STABLE' });
    await makeRelease(em(), { plugin: 'noise', version: '1.0.0', state: 'PUBLISHED' });
    await settle();
    const { subgraphs } = await told();
    expect(subgraphs.map(({ name, kind }) => [name, kind])).toEqual([
      ['air', 'PLUGIN'],
      ['energy', 'DEPARTMENT'],
      ['finance', 'DEPARTMENT'],
    ]);
    expect(subgraphs.map(({ sdl }) => sdl)).toEqual([pluginSdl('air'), ...departmentsOfStory.map(({ sdl }) => sdl)]);
  });

  it('is named by digests of what it holds', async () => {
    await settle();
    const { digest, subgraphs } = await told();
    for (const one of subgraphs) expect(one.digest).toBe(createHash('sha256').update(one.sdl).digest('hex'));
    const listed = subgraphs.map(({ name, kind, digest: own }) => ({
      name,
      kind: kind.toLowerCase() as SubgraphKind,
      digest: own,
    }));
    expect(digest).toBe(digestOfCity(listed));
  });

  it('holds no address', async () => {
    await makeRelease(em(), { plugin: 'air', version: '1.1.0', state: 'STABLE' });
    await settle();
    expect(JSON.stringify(await told())).not.toMatch(/air\.example|\.internal|\.invalid/);
  });

  it('is for people who are signed in', async () => {
    const { errors } = await department.as(people.nobody).run(QUERY);
    expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });
});
