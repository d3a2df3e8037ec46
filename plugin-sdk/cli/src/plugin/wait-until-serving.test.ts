import { beforeEach, expect, it } from '@jest/globals';
import type { CommandContext } from '../define-command.ts';
import { waitUntilServing } from './wait-until-serving.ts';

let clock: number;
let said: string[];
beforeEach(() => {
  clock = 0;
  said = [];
});

/** Waits for a decision that stands like this at each second. */
const wait = (states: (second: number) => string | null) =>
  waitUntilServing({
    plugin: 'air',
    look: async () => ({ state: states(clock / 1_000) }),
    done: 'Published.',
    data: { plugin: 'air' },
    world: {
      signal: new AbortController().signal,
      now: () => clock,
      sleep: async (ms: number) => {
        clock += ms;
      },
    } as unknown as CommandContext['world'],
    m: ((_: string, { state }: { state: string }) => state) as unknown as CommandContext['m'],
    progress: ({ text }: { text: string }) => said.push(text),
  } as never);

it('ends when it serves, and says each step once', async () => {
  expect(await wait((second) => (second < 2 ? 'ACCEPTED' : second < 5 ? 'COMPOSED' : 'SERVING'))).toEqual({
    state: 'SERVING',
  });
  expect([said, clock]).toEqual([['ACCEPTED', 'COMPOSED'], 5_000]);
});

it('waits on for a gateway that refuses a graph for a moment', async () => {
  expect(await wait((second) => (second < 5 ? 'REFUSED' : 'SERVING'))).toEqual({ state: 'SERVING' });
});

it('does not wait for what gateways go on refusing', async () => {
  await expect(wait(() => 'REFUSED')).rejects.toMatchObject({ code: 'TIMED_OUT' });
  expect(clock).toBe(10_000);
});

it('waits two minutes for what nobody refuses', async () => {
  await expect(wait(() => 'COMPOSED')).rejects.toMatchObject({ code: 'TIMED_OUT' });
  expect(clock).toBe(120_000);
});
