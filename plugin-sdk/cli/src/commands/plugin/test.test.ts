import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { MANIFEST, SDL } from '../../testing/a-plugin.ts';
import { type Desk, openDesk } from '../../testing/desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
  await desk.write('citygraph.yaml', MANIFEST);
  await desk.write('schema.graphql', SDL);
});
afterAll(() => desk.close());

it('plugin test that is interrupted says so, and not that tests failed', async () => {
  const script = `node -e "require('fs').writeFileSync('begun',''); setTimeout(() => {}, 60000)"`;
  await desk.write('package.json', JSON.stringify({ scripts: { test: script } }));
  const stop = new AbortController();
  const running = desk.ask(['plugin', 'test'], { signal: stop.signal });
  while (
    await desk.read('begun').then(
      () => false,
      () => true,
    )
  )
    await pause(50);
  stop.abort();
  expect(await running).toMatchObject({ exit: 130, envelope: { error: { code: 'INTERRUPTED' } } });
}, 60_000);
