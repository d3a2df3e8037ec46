import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type DeliveredHub, eventually, openDeliveredHub } from './testing/delivered-hub.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

let hub: DeliveredHub;
let settings: string;
const running = new Set<ChildProcess>();
beforeAll(async () => {
  hub = await openDeliveredHub();
  settings = await hub.writeSettings();
}, 60_000);
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  await hub.close();
});

const digest = (index: number) => hub.graphs[index]?.digest ?? '';

async function start() {
  const child = spawn(process.execPath, [
    '--conditions=@citygraph/source',
    '--no-warnings',
    MAIN,
    '--config',
    settings,
  ]);
  running.add(child);
  let said = '';
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const url = new Promise<string>((resolve) => {
    const hear = (data: unknown) => {
      said += String(data);
      const at = /gateway: (\S+)/.exec(said)?.[1];
      if (at) resolve(at);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
  });
  return { child, ended, url: await Promise.race([url, ended.then(() => '')]), said: () => said };
}

const told = async (url: string) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ name air_told }' }),
  });
  return ((await response.json()) as { data?: unknown }).data;
};

it('follows its registry, tells it what runs, and after a kill serves the last good without it', async () => {
  const first = await start();
  expect(await told(first.url)).toEqual({ name: 'Changchun', air_told: 'one' });
  hub.publishGraphs({ stable: digest(1) });
  await eventually(() => hub.registry.reports.some(({ serving }) => serving.stable === digest(1)), 20_000);
  expect(await told(first.url)).toEqual({ name: 'Changchun', air_told: 'two' });

  first.child.kill('SIGKILL');
  await first.ended;
  await hub.registry.down();
  const second = await start();
  expect(await told(second.url)).toEqual({ name: 'Changchun', air_told: 'two' });
  expect(second.said()).toContain('What is on disk is served.');

  second.child.kill('SIGTERM');
  expect(await second.ended).toBe(0);
}, 90_000);
