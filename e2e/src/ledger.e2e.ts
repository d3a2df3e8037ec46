import { spawnSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type RunningHub, startHub } from './start-hub.ts';

const GATEWAY = fileURLToPath(new URL('../../gateway/bin/citygraph-gateway.js', import.meta.url));

let hub: RunningHub | null = null;
beforeAll(async () => {
  hub = await startHub();
}, 130_000);
afterAll(() => hub?.close());

const verify = (dataDir: string) => {
  const folder = join(dataDir, 'ledger');
  const argv = ['ledger', 'verify', join(folder, 'archive'), '--keys', join(folder, 'public-keys.json')];
  const { status, stdout, stderr } = spawnSync(process.execPath, [GATEWAY, ...argv], { encoding: 'utf8' });
  return { status, said: `${stdout}${stderr}` };
};

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
const until = async (done: () => boolean) => {
  while (!done()) await sleep(20);
};

it('tells an auditor who saw whose data, though the hub was killed in between, and which line somebody changed', async () => {
  const { dataDir, port } = hub as RunningHub;
  const mine = 'query Mine { me { name guardianOf { name } } }';
  expect((await hub?.ask(mine, {}, { as: 'parent' }))?.status).toBe(200);
  await hub?.ask('query Public { division(code: "220102") { name } }', {});
  // What was answered is there, however the hub ends.
  const { pid } = hub as RunningHub;
  process.kill(pid, 'SIGKILL');
  await until(() => !isAlive(pid));
  hub = await startHub({ dataDir, port });
  expect((await hub.ask('query Again { me { birthDate } }', {}, { as: 'farmer' })).status).toBe(200);
  await hub.stop();

  expect(verify(dataDir)).toMatchObject({
    status: 0,
    said: expect.stringMatching(/^OK: the ledger citygraph; entries: 2,/),
  });
  const archive = join(dataDir, 'ledger', 'archive');
  const [name = ''] = await readdir(archive);
  const file = join(archive, name);
  const text = await readFile(file, 'utf8');
  const records = text
    .split('\n')
    .flatMap((line) => (line.startsWith('{"entry"') ? [JSON.parse(line).entry.record] : []));
  expect(records).toMatchObject([
    {
      operation: 'Mine',
      app: 'citygraph-cli',
      purpose: 'self-service',
      coordinates: expect.arrayContaining(['Resident.name']),
    },
    { operation: 'Again', coordinates: expect.arrayContaining(['Resident.birthDate']) },
  ]);
  expect(records[0].subjects).toHaveLength(3);
  expect(text).not.toMatch(/res_[a-z0-9]/);

  const row = text.split('\n').findIndex((line) => line.includes('"Again"')) + 1;
  await writeFile(file, text.replace('"operation":"Again"', '"operation":"Other"'));
  expect(verify(dataDir)).toMatchObject({ status: 1, said: expect.stringContaining(`row ${row}, entry 2 (edited)`) });
}, 180_000);
