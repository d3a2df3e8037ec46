import { tmpdir } from 'node:os';
import { expect, it } from '@jest/globals';
import { pluginProcess } from './plugin-process.ts';

/** Its command, with what it printed and what it ended by. */
const run = (command: string) => {
  const seen = { said: '', crashes: [] as (number | string)[] };
  let told: () => void = () => {};
  const crash = new Promise<void>((resolve) => {
    told = resolve;
  });
  const process = pluginProcess({
    command,
    folder: tmpdir(),
    env: { ...globalThis.process.env },
    said: (text) => {
      seen.said += text;
    },
    crashed: (by) => {
      seen.crashes.push(by);
      told();
    },
  });
  return { process, seen, crash };
};

it('a plugin that ends by itself is told of, with its exit status, and can be started again', async () => {
  const { process, seen, crash } = run('node --eval process.exit(7)');
  await process.start();
  await crash;
  expect(seen.crashes).toEqual([7]);
  await process.start();
  await process.stop();
});

it('one that is stopped, or started anew, did not crash', async () => {
  const { process, seen } = run('node --eval setInterval(()=>{},1000)');
  await process.start();
  await process.start();
  await process.stop();
  expect(seen.crashes).toEqual([]);
});
