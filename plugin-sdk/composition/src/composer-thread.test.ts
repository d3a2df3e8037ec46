import { existsSync, readdirSync } from 'node:fs';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createComposerPair } from './composer-pair.ts';
import { createComposerThread } from './composer-thread.ts';

const city = (fields: string) => [
  { name: 'city', url: 'http://city.internal/graphql', sdl: `${LINK} type Query { ${fields} }` },
];
const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9")';
/** Only there a process can count its threads. */
const onLinux = existsSync('/proc/self/task') ? it : it.skip;
const codes = ({ errors }: { errors: readonly { code: string }[] }) => errors.map(({ code }) => code);

/** So many of a kind: each adds a field to the city's own type. */
const adding = (field: string) => ({
  name: `adding-${field}`,
  url: `http://${field}.internal/graphql`,
  sdl: `${LINK_KEYS} type Query { of_${field}: Int } type City @key(fields: "id") { id: ID! ${field}: Int }`,
});
const LINK_KEYS = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';
const owner = {
  name: 'owner',
  url: 'http://owner.internal/graphql',
  sdl: `${LINK_KEYS} type Query { cities: [City] } type City @key(fields: "id") { id: ID! }`,
};

describe('a fast pass', () => {
  const fast = createComposerPair({ pass: 'fast', memoryMb: 256 });
  const whole = createComposerPair({ memoryMb: 256 });
  afterAll(async () => {
    await fast.close();
    await whole.close();
  });

  it('makes of every graph what a whole one makes, whatever it composed before', async () => {
    const graphs = [
      [owner, adding('a')],
      [owner, adding('a'), adding('b')],
      [owner, { ...adding('a'), url: 'http://elsewhere.internal/graphql' }, adding('b')],
      [owner, { ...adding('a'), sdl: adding('a').sdl.replace('a: Int }', 'a: String }') }],
      [owner, adding('a')],
    ];
    for (const graph of graphs) {
      const { supergraphSdl, composedBy } = await fast.compose(graph, 20_000);
      expect(composedBy).toEqual(['apollo', 'guild']);
      expect(supergraphSdl).toBe((await whole.compose(graph, 20_000)).supergraphSdl);
    }
  });

  it('refuses what cannot be reached, what does not merge and what is no GraphQL, with its place', async () => {
    const unreachable = {
      ...adding('b'),
      sdl: `${LINK_KEYS} type Query { b: Int } type City { id: ID! @shareable b: Int }`,
    };
    const sdl = unreachable.sdl.replace('["@key"]', '["@key", "@shareable"]');
    const shared = { ...owner, sdl: owner.sdl.replace('["@key"]', '["@key", "@shareable"]') };
    const { errors } = await fast.compose([shared, { ...unreachable, sdl }], 20_000);
    expect(errors.map(({ code, composer }) => [code, composer])).toContainEqual(['SATISFIABILITY_ERROR', 'apollo']);
    const broken = await fast.compose([owner, { ...adding('a'), sdl: `${LINK_KEYS} type Query { a: Strin }` }], 20_000);
    expect(broken.errors[0]).toMatchObject({ places: [{ subgraph: 'adding-a', line: 1 }] });
    expect(codes(await fast.compose([owner, { ...adding('a'), sdl: 'type Query {' }], 20_000))).toContain(
      'INVALID_GRAPHQL',
    );
    expect(codes(await fast.compose([owner, adding('a')], 20_000))).toEqual([]);
  });
});

describe.each([
  ['composer thread', createComposerThread],
  ['pair of composers', createComposerPair],
])('a %s', (_, create) => {
  const thread = create({ memoryMb: 256 });
  afterAll(() => thread.close());

  it('answers graphs that were asked for at once, each with its own', async () => {
    const answers = await Promise.all(['a: Int', 'b: Int'].map((field) => thread.compose(city(field), 20_000)));
    expect(answers.map(({ supergraphSdl }) => /\n {2}([ab]): Int/.exec(supergraphSdl ?? '')?.[1])).toEqual(['a', 'b']);
  });

  it('goes on with a new thread after one was ended at its deadline', async () => {
    expect(codes(await thread.compose(city('a: Int'), 0))).toEqual(['DEADLINE_EXCEEDED']);
    expect(codes(await thread.compose(city('a: Int'), 20_000))).toEqual([]);
  });

  onLinux('leaves its thread to who composes next when it is closed, and begins anew where that one dies', async () => {
    const threads = (): number => readdirSync('/proc/self/task').length;
    const own = { memoryMb: 300 };
    const first = create(own);
    expect(codes(await first.compose(city('a: Int'), 20_000))).toEqual([]);
    const before = threads();
    await first.close();
    expect(threads()).toBe(before);
    const next = create(own);
    expect(codes(await next.compose(city('b: Strin'), 20_000))).not.toEqual([]);
    expect(threads()).toBe(before);
    expect(codes(await next.compose(city('b: Int'), 0))).toEqual(['DEADLINE_EXCEEDED']);
    expect(codes(await next.compose(city('b: Int'), 20_000))).toEqual([]);
    await next.close();
    // Of two that are left, one is kept.
    const both = [create(own), create(own)];
    for (const one of both) expect(codes(await one.compose(city('a: Int'), 20_000))).toEqual([]);
    for (const one of both) await one.close();
    while (threads() > before) await new Promise((resolve) => setTimeout(resolve, 10));
  });

  onLinux('ends when it was idle for long, and composes on in a new one', async () => {
    const threads = (): number => readdirSync('/proc/self/task').length;
    const resting = createComposerThread({ idleMs: 0 });
    const answer = resting.compose(city('a: Int'), 20_000);
    await new Promise((resolve) => setImmediate(resolve));
    const busy = threads();
    expect(codes(await answer)).toEqual([]);
    while (threads() >= busy) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(codes(await resting.compose(city('b: Int'), 20_000))).toEqual([]);
    await resting.close();
  });

  it('says which composers made a graph, and where the other found fault', async () => {
    expect((await thread.compose(city('a: Int'), 20_000)).composedBy).toEqual(['apollo', 'guild']);
    const { composedBy, errors } = await thread.compose(city('a: Strin'), 20_000);
    expect(composedBy).toEqual([]);
    expect(errors[0]).toMatchObject({ places: [{ subgraph: 'city', line: 1 }] });
  });

  it('refuses what is still under way when it is closed', async () => {
    const closing = create();
    const answer = closing.compose(city('a: Int'), 20_000);
    // A thread that has composed before would soon be done.
    await new Promise((resolve) => setImmediate(resolve));
    await closing.close();
    expect(codes(await answer)).toEqual(['COMPOSER_FAILED']);
    expect(codes(await closing.compose(city('a: Int'), 20_000))).toEqual(['COMPOSER_FAILED']);
  });
});
