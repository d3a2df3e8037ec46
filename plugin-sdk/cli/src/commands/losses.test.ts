import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MANIFEST, SDL } from '../testing/a-plugin.ts';
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
  await desk.write('citygraph.yaml', MANIFEST);
  await desk.write('schema.graphql', SDL);
});

const LINES: readonly (readonly [string, readonly string[]])[] = [
  ['plugin withdraw', ['plugin', 'withdraw', '1.0.0', '--reason', 'Wrong unit']],
  ['admin withdraw', ['admin', 'withdraw', 'aqi@1.0.0', '--reason', 'It lies']],
  ['admin kill', ['admin', 'kill', 'aqi', '--reason', 'It lies']],
  ['release promote', ['release', 'promote']],
  ['release rollback', ['release', 'rollback', '--reason', 'It lies']],
];

describe('what takes something away', () => {
  it.each(LINES)('%s says to a program what would go, and does nothing', async (_, line) => {
    const { exit, envelope } = await desk.ask([...line, '--dry-run']);
    expect(exit).toBe(0);
    const { preview } = envelope.data as { preview: { diff: string[] } };
    expect(preview.diff.join('\n')).toMatch(/^[-+] /m);
    desk.nothingDone();
  });

  it.each(LINES)('%s leaves in a pipeline’s log what went', async (_, line) => {
    const { exit, err } = await desk.ask([...line, '--yes']);
    expect([exit, err]).toEqual([0, expect.stringMatching(/^[-+] /m)]);
  });
});
