import { describe, expect, it } from '@jest/globals';
import type { Planner } from './planner.ts';
import { createPlannerRoom } from './resting-planner.ts';

/** Counts who is awake; answers when it is told to. */
function threads() {
  const awake = new Map<string, number>();
  const held: (() => void)[] = [];
  let isHeld = false;
  const start = async ({ supergraph }: { supergraph: string }): Promise<Planner> => {
    awake.set(supergraph, (awake.get(supergraph) ?? 0) + 1);
    return {
      apiSchema: `schema of ${supergraph}`,
      labels: [],
      validate: async () => [],
      plan: async () => {
        if (isHeld) await new Promise<void>((resolve) => held.push(resolve));
        return null;
      },
      async close() {
        awake.set(supergraph, (awake.get(supergraph) ?? 0) - 1);
      },
    };
  };
  return {
    start,
    awake: () => [...awake].flatMap(([name, count]) => (count > 0 ? [name] : [])),
    hold(is: boolean) {
      isHeld = is;
      for (const release of held.splice(0)) release();
    },
  };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
const options = (supergraph: string) => ({ supergraph, adoptsScalars: false });

describe('planners of several graphs', () => {
  it('rest but for the pinned one and those that were used last', async () => {
    const { start, awake } = threads();
    const room = createPlannerRoom({ awake: 1, start });
    const stable = await room.start(options('stable'));
    stable.pin(true);
    const one = await room.start(options('one'));
    const two = await room.start(options('two'));
    await one.plan('{ a }', null);
    await settled();
    expect(awake()).toEqual(['stable', 'one']);
    await two.plan('{ a }', null);
    await settled();
    expect(awake()).toEqual(['stable', 'two']);
    expect(one.apiSchema).toBe('schema of one');
    await one.validate('{ a }', 1);
    await settled();
    expect(awake()).toEqual(['stable', 'one']);
    await Promise.all([stable, one, two].map((planner) => planner.close()));
    expect(awake()).toEqual([]);
  });

  it('rest when nobody has asked them for a while', async () => {
    const { start, awake } = threads();
    const room = createPlannerRoom({ start, restAfterMs: 1 });
    const one = await room.start(options('one'));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(awake()).toEqual([]);
    await one.plan('{ a }', null);
    await one.close();
  });

  it('do not rest while they plan', async () => {
    const { start, awake, hold } = threads();
    const room = createPlannerRoom({ awake: 1, start, restAfterMs: 1 });
    const one = await room.start(options('one'));
    const two = await room.start(options('two'));
    hold(true);
    const planning = [one.plan('{ a }', null), two.plan('{ a }', null)];
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(awake()).toEqual(['one', 'two']);
    hold(false);
    await Promise.all(planning);
    await Promise.all([one, two].map((planner) => planner.close()));
  });

  it('that cannot be started again are tried by whoever asks next', async () => {
    const { start } = threads();
    let failures = 0;
    const room = createPlannerRoom({
      restAfterMs: 1,
      start: async (given) => {
        if (failures > 0) {
          failures -= 1;
          throw new Error('no memory');
        }
        return start(given);
      },
    });
    const one = await room.start(options('one'));
    await new Promise((resolve) => setTimeout(resolve, 30));
    failures = 1;
    await expect(one.plan('{ a }', null)).rejects.toMatchObject({ code: 'OVERLOADED' });
    expect(await one.plan('{ a }', null)).toBeNull();
    await one.close();
  });
});
