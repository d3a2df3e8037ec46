import { spawnSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type RunningHub, startHub } from './start-hub.ts';
import { lendWhatWasGranted, offerLoans } from './stories/lend-what-was-granted.ts';
import { readADwellingsMeter } from './stories/read-a-dwellings-meter.ts';
import { showOneselfToAnApp } from './stories/show-oneself-to-an-app.ts';
import { takeBackWhatWasGiven } from './stories/take-back-what-was-given.ts';

const GATEWAY = fileURLToPath(new URL('../../gateway/bin/citygraph-gateway.js', import.meta.url));
let hub: RunningHub;
beforeAll(async () => {
  hub = await startHub();
}, 130_000);
afterAll(() => hub?.close());

it(
  'shows an app of a bank who signed in by it, when the city granted it and they said yes',
  () => showOneselfToAnApp(hub),
  60_000,
);

it(
  'shows who consented all of it in one place, whichever department keeps it, and each ends in the way that it names',
  () => takeBackWhatWasGiven(hub),
  60_000,
);

it('tells all who live in a dwelling that its meter was read', () => readADwellingsMeter(hub), 60_000);

it('offers loans in the name of the bank to whoever represents it, and closes them', () => offerLoans(hub), 60_000);

it('lends only what was granted and consented to, tells whose data it is who saw it, and stops when they say so', async () => {
  await lendWhatWasGranted(hub);

  // The ledger is whole, until a byte is edited.
  await hub.stop();
  const folder = join(hub.dataDir, 'ledger');
  const verify = () =>
    spawnSync(
      process.execPath,
      [GATEWAY, 'ledger', 'verify', join(folder, 'archive'), '--keys', join(folder, 'public-keys.json')],
      { encoding: 'utf8' },
    );
  expect(verify().status).toBe(0);
  const [name = ''] = await readdir(join(folder, 'archive'));
  const file = join(folder, 'archive', name);
  const text = await readFile(file, 'utf8');
  const row = text.split('\n').findIndex((line) => line.includes('"LenderView"')) + 1;
  await writeFile(file, text.replace('"LenderView"', '"LenderVieW"'));
  const edited = verify();
  expect(edited.status).toBe(1);
  expect(`${edited.stdout}${edited.stderr}`).toContain(`row ${row},`);
}, 180_000);
