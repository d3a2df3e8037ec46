import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { generateSigningKey, writeSigningKey } from '@citygraph/contract';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { rounds } from '../testing/rounds.ts';
import { archiveFiles, linesOf } from './archive-files.ts';
import { openLocalLedger } from './local-ledger.ts';
import { runLedgerCommand } from './run-ledger-command.ts';

const KILLS = rounds(200, 1_000);
/** Ledgers that are kept and killed at once: most of a round is waiting for a disk. */
const LEDGERS = 4;
/** Seals and files end often: some are killed at just that. */
const ARCHIVE = { sealEntries: 7, fileBytes: 100_000 };
const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const BUNDLER = at('../../../e2e/setup/bundle-children.mjs');

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'citygraph-killed-'));
  await promisify(execFile)(process.execPath, [BUNDLER, root, at('../testing/ledger-child.ts')]);
}, 60_000);
afterEach(() => rm(root, { recursive: true }));

/** Lets a process keep the ledger and kills it: at a record, or a few milliseconds behind one, when it chains and seals. */
async function killed(folder: string, round: number): Promise<string[]> {
  const program = join(root, 'ledger-child.mjs');
  const child = spawn(process.execPath, [program, folder, `${round}`, JSON.stringify(ARCHIVE)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(root, 'compiled') },
  });
  const acknowledged: string[] = [];
  const enough = 1 + Math.floor(Math.random() * 90);
  const later = Math.random() < 0.5 ? 0 : Math.random() * 200;
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged.push(line);
    if (acknowledged.length !== enough) continue;
    if (later === 0) child.kill('SIGKILL');
    else setTimeout(() => child.kill('SIGKILL'), later);
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return acknowledged;
}

/** Keeps one ledger and kills whoever keeps it so many times; answers how many records were acknowledged. */
async function survives(folder: string, kills: number): Promise<number> {
  const key = await generateSigningKey();
  await mkdir(folder);
  await writeFile(join(folder, 'key.pem'), writeSigningKey(key));
  await writeFile(join(folder, 'keys.json'), JSON.stringify({ keys: [key.publicJwk] }));
  const acknowledged: string[] = [];
  for (let round = 0; round < kills; round += 1) acknowledged.push(...(await killed(folder, round)));

  const ledger = await openLocalLedger({ folder, ledger: 'city', key, ...ARCHIVE });
  await ledger.settle();
  await ledger.close();
  const archived: string[] = [];
  const archive = join(folder, 'archive');
  for (const file of await archiveFiles(archive)) {
    for await (const line of linesOf(join(archive, file))) {
      const { entry } = JSON.parse(line) as { entry?: { record: { id: string } } };
      if (entry) archived.push(entry.record.id);
    }
  }
  const there = new Set(archived);
  expect(acknowledged.filter((id) => !there.has(id))).toEqual([]);
  expect(archived).toHaveLength(there.size);
  const said: string[] = [];
  const print = (line: string) => said.push(line);
  const code = await runLedgerCommand(['verify', archive, '--keys', join(folder, 'keys.json')], print, print);
  expect({ code, said }).toEqual({ code: 0, said: [expect.stringContaining(`entries: ${archived.length},`)] });
  return acknowledged.length;
}

it(
  `loses no acknowledged record in ${KILLS} kills, has each once, and its chain verifies`,
  async () => {
    const ledgers = Array.from({ length: LEDGERS }, (_, index) => survives(join(root, `${index}`), KILLS / LEDGERS));
    const acknowledged = await Promise.all(ledgers);
    expect(acknowledged.reduce((sum, count) => sum + count)).toBeGreaterThan(KILLS * 5);
  },
  20_000 + KILLS * 3_000,
);
