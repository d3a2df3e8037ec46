import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { catalogueFollower } from './catalogue-follower.ts';

const eventually = async (isSo: () => boolean): Promise<void> => {
  for (let tries = 0; tries < 400 && !isSo(); tries++) await sleep(5);
  expect(isSo()).toBe(true);
};

describe('the catalogue', () => {
  const story = (failures: number) => {
    const asked: string[] = [];
    const lines: object[] = [];
    const follower = catalogueFollower({
      refresh: async (digest) => {
        asked.push(digest);
        if (asked.length <= failures) throw new Error('The database is away.');
      },
      log: (line) => lines.push(line),
      againMs: 1,
    });
    return { asked, lines, follower };
  };

  it('that could not be refreshed is refreshed again, though no other graph comes', async () => {
    const { asked, lines, follower } = story(2);
    follower.follow('a');
    await eventually(() => asked.length === 3);
    await follower.close();
    expect(asked).toEqual(['a', 'a', 'a']);
    expect(lines).toMatchObject([{ againMs: 1 }, { againMs: 2 }]);
  });

  it('follows each graph once, and lets an older one be when another is served', async () => {
    const { asked, follower } = story(1);
    follower.follow('a');
    follower.follow('a');
    await follower.settled();
    follower.follow('b');
    await follower.settled();
    await sleep(20);
    await follower.close();
    expect(asked).toEqual(['a', 'b']);
  });
});
