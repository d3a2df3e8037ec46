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

it('plugin test whose tests leave something behind ends with them, and with what they left', async () => {
  const left = "require('fs').writeFileSync('left', String(process.pid)); setInterval(() => {}, 1e9)";
  await desk.write('left.cjs', left);
  await desk.write(
    'tests.cjs',
    "require('child_process').spawn(process.execPath, ['left.cjs'], { stdio: 'inherit' }).unref(); const fs = require('fs'); const end = () => (fs.existsSync('left') && fs.readFileSync('left', 'utf8') ? process.exit(0) : setTimeout(end, 20)); end();",
  );
  await desk.write('package.json', JSON.stringify({ scripts: { test: 'node tests.cjs' } }));
  expect(await desk.ask(['plugin', 'test'])).toMatchObject({
    exit: 0,
    envelope: { data: { passed: true, status: 0 } },
  });
  const pid = Number(await desk.read('left'));
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      break;
    }
    await pause(20);
  }
}, 60_000);
