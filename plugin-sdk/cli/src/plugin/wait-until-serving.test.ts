import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MANIFEST, SDL } from '../testing/a-plugin.ts';
import { type Desk, openDesk } from '../testing/desk.ts';
import { HubSays } from '../testing/fake-hub.ts';
import { GOOD_ANSWERS, onAGoodDay } from '../testing/good-answers.ts';

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

describe('who waits until a release is served', () => {
  const publish = (busyFor: number, code: string) => {
    let asked = 0;
    desk.hub.on('graphDecisions', () => {
      asked += 1;
      if (asked <= busyFor) throw new HubSays(code, 'Send the request again in a moment.');
      return GOOD_ANSWERS.graphDecisions;
    });
    return desk.ask(['plugin', 'publish', '--wait']);
  };
  const acts = () => desk.hub.operations().filter(({ name }) => name === 'PublishRelease');

  it('goes on waiting while the hub has too much to do, and publishes once', async () => {
    expect(await publish(7, 'OVERLOADED')).toMatchObject({
      exit: 0,
      envelope: { data: { serving: { state: 'SERVING' } } },
    });
    expect(acts()).toHaveLength(1);
  });

  it('does not wait for what will not pass', async () => {
    expect(await publish(1_000, 'FORBIDDEN')).toMatchObject({ exit: 4, envelope: { error: { code: 'FORBIDDEN' } } });
  });
});
