import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
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

const ANOTHER = 'process.on("SIGTERM", () => {}); console.log(process.pid); setInterval(() => {}, 1e9)';

/** A program that prints its number, starts another that no signal but the last ends, and then does this. */
async function startsAnother(then: string): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'citygraph-process-')), 'main.cjs');
  await writeFile(
    file,
    `console.log(process.pid);
     const other = require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(ANOTHER)}], { stdio: ['ignore', 'pipe', 'inherit'] });
     other.stdout.once('data', (text) => { process.stdout.write(text); ${then} });`,
  );
  return `node ${file}`;
}

const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** What was killed is seen until somebody buries it. */
async function untilGone(numbers: readonly number[]): Promise<void> {
  while (numbers.some(isThere)) await pause(20);
}

/** Numbers that were printed, once there are so many. */
async function numbersIn(seen: { readonly said: string }, count: number): Promise<number[]> {
  for (;;) {
    const numbers = seen.said.split(/\s+/).filter(Boolean).map(Number);
    if (numbers.length >= count) return numbers;
    await pause(20);
  }
}

it('nothing that it started outlives it', async () => {
  const { process, seen } = run(await startsAnother('setInterval(() => {}, 1e9)'));
  await process.start();
  await numbersIn(seen, 2);
  await process.start();
  const numbers = await numbersIn(seen, 4);
  await process.stop();
  await untilGone(numbers);
}, 60_000);

it('what it left behind when it ended ends before it is started again', async () => {
  const { process, seen, crash } = run(await startsAnother('process.exit(3)'));
  await process.start();
  await crash;
  expect(seen.crashes).toEqual([3]);
  const [, left = 0] = await numbersIn(seen, 2);
  expect(isThere(left)).toBe(true);
  await process.stop();
  await untilGone([left]);
}, 60_000);

it('is not started any more by what was asked before it was stopped', async () => {
  const { process, seen } = run('node -e console.log(process.pid);setInterval(()=>{},1e9)');
  await process.start();
  await numbersIn(seen, 1);
  const again = process.start();
  await process.stop();
  await again;
  await process.start();
  expect((await numbersIn(seen, 1)).filter(isThere)).toEqual([]);
}, 60_000);
