import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { generateSigningKey, writeSigningKey } from '@citygraph/contract';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { madeUpRecord } from '../testing/made-up-record.ts';
import { archiveFiles, linesOf } from './archive-files.ts';
import { openJournal } from './journal.ts';
import { journalFiles } from './journal-files.ts';
import { keptLedgerName } from './kept-name.ts';
import { adoptParts, openLedgerPart, openLocalLedger } from './local-ledger.ts';

const key = await generateSigningKey();
const CHILD = fileURLToPath(new URL('../testing/ledger-child.ts', import.meta.url));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citygraph-parts-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** What a process leaves that was killed when it had acknowledged a record, and not archived it. */
async function left(name: string, id: string): Promise<void> {
  const journal = join(folder, name, 'journal');
  await mkdir(journal, { recursive: true });
  const writing = await openJournal({ files: journalFiles(journal) });
  await writing.append(madeUpRecord(id));
  await writing.close();
}

async function archived(archive: string): Promise<string[]> {
  const ids: string[] = [];
  for (const file of await archiveFiles(archive)) {
    for await (const line of linesOf(join(archive, file))) {
      const { entry } = JSON.parse(line) as { entry?: { record: { id: string } } };
      if (entry) ids.push(entry.record.id);
    }
  }
  return ids;
}

describe('what earlier runs left', () => {
  const options = () => ({ folder, ledger: 'city', key });

  it('in parts that fewer workers do not have is archived, each under its name', async () => {
    for (const number of [1, 2, 3, 4]) await left(`part-${number}`, `exr_${number}`);
    const own = [await openLedgerPart(options()), await openLedgerPart(options())];
    const adopted = await adoptParts(options(), 2);
    expect(adopted.map(({ name }) => name).sort()).toEqual(['city/3', 'city/4']);
    for (const ledger of [...own, ...adopted]) {
      await ledger.settle();
      expect(await archived(ledger.archive)).toEqual([`exr_${ledger.name.split('/')[1]}`]);
    }
    // Another worker finds nothing that is free.
    expect(await adoptParts(options(), 2)).toEqual([]);
    for (const ledger of [...own, ...adopted]) await ledger.close();
  });

  it('by a single process is taken up by workers, and by workers by a single process', async () => {
    await left('.', 'exr_alone');
    await left('part-1', 'exr_1');
    const [alone, ...others] = await adoptParts(options(), 1);
    expect([alone?.name, others]).toEqual(['city', []]);
    await alone?.settle();
    expect(await archived(alone?.archive ?? '')).toEqual(['exr_alone']);
    await alone?.close();

    const single = await openLocalLedger(options());
    const adopted = await adoptParts(options(), 0);
    expect(adopted.map(({ name }) => name)).toEqual(['city/1']);
    for (const ledger of [single, ...adopted]) await ledger.close();
    expect(await archived(join(folder, 'part-1', 'archive'))).toEqual(['exr_1']);
  });

  it('of a process that was killed at its work loses nothing that it acknowledged', async () => {
    await writeFile(join(folder, 'key.pem'), writeSigningKey(key));
    const child = spawn(process.execPath, ['--no-warnings', '--conditions=@citygraph/source', CHILD, folder, 'k'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const acknowledged: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged.push(line);
      if (acknowledged.length === 40) child.kill('SIGKILL');
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');

    const adopted = await adoptParts(options(), 2);
    for (const ledger of adopted) await ledger.settle();
    const there = new Set(await archived(join(folder, 'archive')));
    for (const ledger of adopted) await ledger.close();
    expect(acknowledged.length).toBeGreaterThanOrEqual(40);
    expect(acknowledged.filter((id) => !there.has(id))).toEqual([]);
  });
});

describe('a ledger to which nobody gave a name', () => {
  it('has one of its own, and the same after every start', async () => {
    const other = join(folder, 'other');
    await mkdir(other);
    const [name, again, another] = [
      await keptLedgerName(folder),
      await keptLedgerName(folder),
      await keptLedgerName(other),
    ];
    expect(name).toMatch(/^citygraph-[0-9a-f]{12}$/);
    expect(again).toBe(name);
    expect(another).not.toBe(name);
    expect(await readdir(folder)).toContain('name');
  });

  it('goes on under the name that it has', async () => {
    await (await openLocalLedger({ folder, ledger: 'citygraph', key })).close();
    expect(await keptLedgerName(folder)).toBe('citygraph');
    const workers = join(folder, 'workers');
    await (await openLedgerPart({ folder: workers, ledger: 'town', key })).close();
    expect(await keptLedgerName(workers)).toBe('town');
  });
});
