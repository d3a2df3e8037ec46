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
    await new Promise((resolve) => setTimeout(resolve, 50));
    await closing.close();
    expect(codes(await answer)).toEqual(['COMPOSER_FAILED']);
    expect(codes(await closing.compose(city('a: Int'), 20_000))).toEqual(['COMPOSER_FAILED']);
  });
});
