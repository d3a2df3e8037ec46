import { beforeEach, expect, it } from '@jest/globals';
import { createTurns, type Turns } from './turns.ts';

/** A loop by hand: its clock goes on when work is done, and its next turn comes when it is asked for. */
let clock: number;
let turn: (() => void)[];
let turns: Turns;
let done: string[];
beforeEach(() => {
  clock = 0;
  turn = [];
  done = [];
  turns = createTurns(
    () => clock,
    (work) => turn.push(work),
  );
});

const work = async (name: string, wait: Promise<unknown> | null, ms = 1) => {
  if (wait) await wait;
  clock += ms;
  done.push(name);
};
const settled = () => new Promise<void>((resolve) => setTimeout(resolve));
async function nextTurn(): Promise<string[]> {
  done = [];
  for (const each of turn.splice(0)) each();
  await settled();
  return done;
}

it('what finds an idle loop goes on at once', async () => {
  expect(turns.begin()).toBeNull();
  expect(turns.next()).toBeNull();
});

it('when a turn has worked long enough the others wait for the next, one after the other', async () => {
  void work('a', turns.next());
  for (const name of ['b', 'c', 'd']) void work(name, turns.next());
  await settled();
  expect(done).toEqual(['a']);
  expect(await nextTurn()).toEqual(['b']);
  expect(await nextTurn()).toEqual(['c']);
  expect(await nextTurn()).toEqual(['d']);
  expect(await nextTurn()).toEqual([]);
  expect(turns.next()).toBeNull();
});

it('short work shares a turn', async () => {
  void work('long', turns.next());
  for (const name of ['b', 'c', 'd', 'e', 'f', 'g']) void work(name, turns.next(), 0.25);
  await settled();
  expect(await nextTurn()).toEqual(['b', 'c', 'd', 'e']);
  expect(await nextTurn()).toEqual(['f', 'g']);
});

it('what was begun goes before what was not, whoever came first', async () => {
  void work('first', turns.begin());
  void work('new', turns.begin());
  void work('reply', turns.next());
  void work('answer', turns.next());
  await settled();
  expect(await nextTurn()).toEqual(['reply']);
  // It came in this turn, in which there is no time left.
  void work('another', turns.begin());
  expect(await nextTurn()).toEqual(['answer']);
  expect(await nextTurn()).toEqual(['new']);
  expect(await nextTurn()).toEqual(['another']);
});

it('a request that waited for most of a second is not begun, and costs the turn nothing', async () => {
  void work('first', turns.begin());
  const late = turns.begin();
  clock += 500;
  const inTime = turns.begin();
  clock += 301;
  await nextTurn();
  expect(await Promise.all([late, inTime])).toEqual([false, true]);
});

it('a request that waited for most of a second hears so then, however much that was begun goes before it', async () => {
  void work('first', turns.begin());
  const late = turns.begin();
  for (let reply = 0; reply < 3; reply += 1) void work('reply', turns.next());
  await settled();
  clock += 801;
  expect(await nextTurn()).toEqual(['reply']);
  expect(await Promise.race([late, 'still waiting'])).toBe(false);
});

it('an idle loop is not kept awake: nothing is asked for after the turn in which somebody worked', async () => {
  expect(turns.next()).toBeNull();
  expect(turn).toHaveLength(1);
  await nextTurn();
  expect(turn).toHaveLength(0);
});
