import { type Composition, createComposerThread, type SubgraphSource } from '@citygraph/composition';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createCourt } from './court.ts';
import { baseOf } from './testing/read-cases.ts';
import { faultInText } from './text/fault-in-text.ts';
import { urlsIn } from './text/urls-in.ts';

/**
 * What work a document makes, told by the processor's time in this thread alone: however busy the machine is, nobody else's is in it. Four times as much of a document may
 * make up to nine times the work; if each of its parts were held against each other, it would be sixteen.
 */
const [MORE, MOST] = [4, 9];
/** Below it a collection of garbage is more than what is measured; microseconds. */
const LEAST = 10_000;

async function work(run: () => unknown, others = () => 0): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < 3; turn += 1) {
    const [before, elsewhere] = [process.threadCpuUsage(), others()];
    await run();
    const { user, system } = process.threadCpuUsage(before);
    times.push(user + system - (others() - elsewhere));
  }
  return Math.max(Math.min(...times), LEAST);
}

describe('the work that a text makes grows with it, and no faster, if it says over and over', () => {
  const parts = ['http:', '.', 'file:', 'data:a', 'data:', 'javascript ', '[](', ']: ', '[a', 'http://a,', '![', '![]'];
  it.each([...parts, '<a', '&#1'])('%j', async (part) => {
    const text = (length: number) => `http:${part.repeat(length / part.length)}x`;
    const [short, long] = [text(20_000), text(20_000 * MORE)];
    expect(await work(() => urlsIn(long))).toBeLessThan(MOST * (await work(() => urlsIn(short))));
    // No longer ones are looked into.
    const [half, whole] = [text(990), text(990 * MORE)];
    const often = (one: string) => () => Array.from({ length: 500 }, () => faultInText(one));
    expect(await work(often(whole))).toBeLessThan(MOST * (await work(often(half))));
  });
});

const HEAD = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@shareable"])
  @link(url: "https://citygraph.dev/citygraph/v1.0", import: ["@sensitivity"])
`;
const many = (count: number, part: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => part(n)).join(' ');
const S1 = '@sensitivity(level: "S1")';

/** As many as the limits leave room for. */
const SIZE = 2_000;

const DOCUMENTS: Readonly<Record<string, (size: number) => string>> = {
  'texts that look like links': (size) =>
    `${HEAD} ${many(size / 40, (n) => `"${'file:'.repeat(700)}" type Iov${n} { a: Int }`)}`,
  'names for one root, and fields of it': (size) =>
    `${HEAD} schema { ${many(size * 0.4, () => 'query: Q')} } type Q { ${many(size * 0.3, (n) => `iov_${n}: Int ${S1}`)} }`,
  'keys of a type with many fields': (size) =>
    `${HEAD} type Query { iov_a: IovA ${S1} } type IovA ${many(size / 2, (n) => `@key(fields: "f${n}")`)} ${S1} { ${many(size / 2, (n) => `f${n}: ID!`)} }`,
  'fields that require one thing': (size) =>
    `${HEAD} type Culvert @key(fields: "id") { id: ID! width: Int @external ${many(size / 2, (n) => `iov_${n}: Int @requires(fields: "width") ${S1}`)} }`,
  'fields of people’s things': (size) =>
    `${HEAD} type Bridge @key(fields: "id") { id: ID! ${many(size / 2, (n) => `iov_${n}: Int @sensitivity(level: "S3")`)} }`,
  'implementations that lead to each other': (size) =>
    `${HEAD} type Query { iov_a: IovI ${S1} } interface IovI { next: IovI } ${many(size / 10, (n) => `type Iov${n} implements IovI ${S1} { next: IovI }`)}`,
  'directives that are linked': (size) =>
    `${HEAD} extend schema ${many(size, (n) => `@a${n}`)} type Query { iov_a: Int ${S1} }`,
  'arguments with defaults': (size) =>
    `${HEAD} type Query { ${many(size / 100, (n) => `iov_${n}(${many(20, (m) => `a${m}: [Int] = [1, 2, 3]`)}): Int ${S1}`)} }`,
};

describe('the work that a document makes for the rules grows with it, and no faster, if it has many', () => {
  let composing = 0;
  const thread = createComposerThread();
  afterAll(() => thread.close());
  const known = new Map<string, Composition>();
  const compose = async (subgraphs: readonly SubgraphSource[]): Promise<Composition> => {
    const before = process.threadCpuUsage();
    const key = subgraphs.map(({ sdl }) => sdl).join();
    const composition = known.get(key) ?? (await thread.compose(subgraphs, 60_000));
    known.set(key, composition);
    const { user, system } = process.threadCpuUsage(before);
    composing += user + system;
    return composition;
  };
  const base = baseOf(['works']);
  it.each(Object.entries(DOCUMENTS))('%s', async (_title, documentOf) => {
    const court = createCourt({ compose });
    const judge = (size: number) => () =>
      court.judge({
        base,
        plugin: { name: 'iov-motors', url: 'https://iov.example.com/graphql', sdl: documentOf(size) },
        namespace: 'iov',
        claims: [],
      });
    const scanned = (await judge(SIZE)()).findings.filter(({ rule }) => rule === 'TOO_LARGE' || rule === 'TOO_DEEP');
    expect(scanned).toEqual([]);
    await judge(SIZE / MORE)();
    const [little, much] = [await work(judge(SIZE / MORE), () => composing), await work(judge(SIZE), () => composing)];
    expect(much).toBeLessThan(MOST * little);
  });
});
