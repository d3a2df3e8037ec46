import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { type Desk, openDesk } from '../testing/desk.ts';
import { onAGoodDay } from '../testing/good-answers.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.tidy();
  await desk.signIn();
  onAGoodDay(desk.hub);
});

it.each<[string, string[], Record<string, unknown>, string, string]>([
  ['a key', ['app', 'key', 'app-air', '--revoke', 'key_9', '--yes'], {}, 'app-air has no key key_9', 'app key app-air'],
  [
    'an app',
    ['app', 'key', 'app-none'],
    { appKeys: [], app: null },
    'No app of yours is called app-none',
    'citygraph app list',
  ],
  [
    'a member who leaves',
    ['publisher', 'members', 'airlab', '--remove', 'sub-9', '--yes'],
    {},
    'airlab has no member sub-9',
    'publisher members airlab',
  ],
  [
    'a member who gets another role',
    ['publisher', 'members', 'airlab', '--change', 'sub-9', '--role', 'OWNER'],
    {},
    'airlab has no member sub-9',
    'publisher members airlab',
  ],
])('%s whom nobody knows is named, with what to look at, and nothing is done', async (_, argv, answers, says, hint) => {
  for (const [field, answer] of Object.entries(answers)) desk.hub.on(field, answer);
  const { exit, envelope } = await desk.ask(argv);
  expect([exit, envelope]).toMatchObject([
    3,
    {
      error: {
        code: 'NOTHING_FOUND',
        message: expect.stringContaining(says),
        suggestions: [expect.stringContaining(hint)],
      },
    },
  ]);
  desk.nothingDone();
});
