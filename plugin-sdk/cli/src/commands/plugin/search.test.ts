import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { whatAPluginAdds } from '../../plugin/what-a-plugin-adds.ts';
import { citySchemaAnswer, SDL } from '../../testing/a-plugin.ts';
import { type Desk, openDesk } from '../../testing/desk.ts';
import { HubSays } from '../../testing/fake-hub.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const plugin = (name: string, title: string) => ({
  node: {
    name,
    title,
    titleZh: name === 'aqi' ? '空气质量' : null,
    namespace: name,
    description: `${title} of each district`,
    descriptionZh: null,
    publisher: { handle: `${name}-lab` },
  },
  cursor: name,
});
const END = { hasNextPage: false, endCursor: null };

describe('plugin search', () => {
  beforeEach(async () => {
    await desk.tidy();
    await desk.signIn();
    desk.hub.on('citySchema', citySchemaAnswer({ aqi: SDL }));
    desk.hub.on('plugins', { edges: [plugin('aqi', 'Air quality'), plugin('iov', 'Vehicles')], pageInfo: END });
  });
  const found = async (...words: string[]) => {
    const { exit, envelope } = await desk.ask(['plugin', 'search', ...words]);
    const { plugins, matching } = envelope.data as { plugins: { name: string }[]; matching: number };
    return { exit, names: plugins.map(({ name }) => name), matching };
  };

  it.each<[string, string[], string[]]>([
    ['nothing: all', [], ['aqi', 'iov']],
    ['words of its texts, in any order and case', ['QUALITY air'], ['aqi']],
    ['a word of Chinese', ['空气'], ['aqi']],
    ['its publisher', ['iov-lab'], ['iov']],
    ['an entity that it adds to', ['admindivision'], ['aqi']],
    ['a field', ['aqi_index'], ['aqi']],
    ['words of which one is another’s', ['air vehicles'], []],
  ])('finds by %s', async (_, words, names) => {
    expect(await found(...words)).toEqual({ exit: 0, names, matching: names.length });
  });

  it('says what an app gets by it, and how many more there are', async () => {
    const { out } = await desk.run(['plugin', 'search', '--last', '1', '--hub', desk.hub.origin]);
    expect(out).toMatch(/^aqi +Air quality +aqi-lab +AdminDivision\.aqi_index$/m);
    expect(out).toContain('1 more match');
  });

  it('says in Chinese what it is called, where that was said', async () => {
    const { out } = await desk.run(['plugin', 'search', '--locale', 'zh-CN', '--hub', desk.hub.origin]);
    expect(out).toMatch(/^aqi +空气质量 +aqi-lab/m);
    expect(out).toMatch(/^iov +Vehicles +iov-lab/m);
  });

  it('finds for somebody who is not signed in, whom a hub tells nothing of the schema', async () => {
    await desk.run(['auth', 'logout', '--hub', desk.hub.origin]);
    desk.hub.on('citySchema', () => {
      throw new HubSays('UNAUTHENTICATED', 'citySchema: sign in first.');
    });
    const { exit, out } = await desk.run(['plugin', 'search', 'air', '--hub', desk.hub.origin]);
    expect([exit, out]).toEqual([0, expect.stringContaining('citygraph auth login')]);
    expect(out).toMatch(/^aqi +Air quality/m);
  });

  it('finds by texts where the schema may not be seen', async () => {
    desk.hub.on('citySchema', null);
    expect(await found('air')).toMatchObject({ exit: 0, names: ['aqi'] });
  });

  it('reads every page, and no page twice', async () => {
    desk.hub.on('plugins', { edges: [plugin('aqi', 'Air')], pageInfo: { hasNextPage: true, endCursor: 'aqi' } });
    // This hub says the same whatever is asked: a cursor that does not move is the end.
    expect(await found()).toMatchObject({ names: ['aqi', 'aqi'] });
    expect(desk.hub.operations().flatMap(({ name, variables }) => (name === 'Plugins' ? [variables] : []))).toEqual([
      { first: 100, after: null },
      { first: 100, after: 'aqi' },
    ]);
  });
});

it('a plugin adds neither keys nor copies of others’ fields, and its own types are its own', () => {
  const sdl = `type Query { aqi_now: Int }
    extend type Resident @key(fields: "id") { id: ID! name: String @external aqi_alert(level: Int): AqiAlert }
    type AqiAlert { text: String }
    enum AqiLevel { LOW }`;
  expect(whatAPluginAdds(sdl, 'aqi')).toEqual({
    fields: ['Query.aqi_now', 'Resident.aqi_alert'],
    types: ['AqiAlert', 'AqiLevel'],
  });
});
