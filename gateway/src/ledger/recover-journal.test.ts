import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { madeUpRecord } from '../testing/made-up-record.ts';
import { type Journal, openJournal, type Position, START } from './journal.ts';
import { journalFiles } from './journal-files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citygraph-recovered-'));
});
afterEach(() => rm(folder, { recursive: true }));

const open = () => openJournal({ files: journalFiles(folder) });
async function read(journal: Journal, from = START) {
  const ids: string[] = [];
  const positions: Position[] = [];
  for await (const { record, position } of journal.read(from)) {
    ids.push(record.id);
    positions.push(position);
  }
  return { ids, positions };
}

it('damage before what was read already loses nothing that was not, over restarts, until it is forgotten', async () => {
  const before = await open();
  for (const id of ['exr_0', 'exr_1', 'exr_2', 'exr_3']) await before.append(madeUpRecord(id));
  const { positions } = await read(before);
  await before.close();
  const [name = ''] = await readdir(folder);
  const bytes = await readFile(join(folder, name));
  bytes[30] = (bytes[30] ?? 0) ^ 1;
  await writeFile(join(folder, name), bytes);
  for (const cursor of positions.slice(0, -1)) {
    const journal = await open();
    // What was read before may come again; whoever takes it knows it.
    expect((await read(journal, cursor)).ids).toEqual(['exr_1', 'exr_2', 'exr_3']);
    await journal.close();
  }
  const journal = await open();
  await journal.append(madeUpRecord('exr_4'));
  await journal.forget((await read(journal)).positions.at(-1) ?? START);
  expect((await read(journal)).ids).toEqual(['exr_4']);
  await journal.close();
  expect((await readdir(folder)).filter((file) => !file.endsWith('.damaged'))).toEqual(['journal-0000000002.log']);
});
