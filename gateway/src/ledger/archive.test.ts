import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ExchangeRecord, generateSigningKey, type LedgerEntry } from '@citygraph/contract';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { madeUpRecord } from '../testing/made-up-record.ts';
import { type Archive, type ArchiveOptions, openArchive } from './archive.ts';
import { type ArchiveDisk, archiveDisk, archiveFiles, linesOf } from './archive-files.ts';
import type { AppendFile } from './journal-files.ts';
import { runLedgerCommand } from './run-ledger-command.ts';

const key = await generateSigningKey();
const record = (id: string) => madeUpRecord(id, { operation: '问' });
const names = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `exr_${from + index}`);

let folder: string;
let keys: string;
let archives = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citygraph-archive-'));
  keys = join(folder, 'keys.json');
  await writeFile(keys, JSON.stringify({ keys: [key.publicJwk] }));
});
afterEach(() => rm(folder, { recursive: true }));

const fresh = () => {
  archives += 1;
  return join(folder, `archive-${archives}`);
};
/** Files end behind their second seal. */
const open = (at: string, options: Partial<ArchiveOptions> = {}) =>
  openArchive({ folder: at, ledger: '城', key, sealEntries: 2, fileBytes: 1_800, ...options });

/** Asks again until it is taken, as the journal does; answers how often it was refused. */
async function insist(act: () => Promise<void>): Promise<number> {
  for (let refused = 0; refused < 5; refused += 1) {
    const isDone = await act().then(
      () => true,
      () => false,
    );
    if (isDone) return refused;
  }
  throw new Error('It is refused for ever.');
}

/** What a stranger with the public key says of it, and the ids that it holds. */
async function found(at: string) {
  const said: string[] = [];
  const print = (line: string) => said.push(line);
  const code = await runLedgerCommand(['verify', at, '--keys', keys], print, print);
  const ids: string[] = [];
  for (const file of await archiveFiles(at)) {
    for await (const line of linesOf(join(at, file))) {
      const { entry } = JSON.parse(line) as { entry?: LedgerEntry<ExchangeRecord> };
      if (entry) ids.push(entry.record.id);
    }
  }
  return { code, said: said.join(), ids };
}

/** It opens again, goes on over the end of a file, and holds just these, once each and in order. */
async function goesOn(at: string, ids: readonly string[]): Promise<void> {
  const more = names(9, 1_000);
  const again = await open(at);
  // The journal may not have forgotten the last of them.
  await again.append([...ids.slice(-3), ...more].map(record));
  await again.close();
  const expected = [...ids, ...more];
  expect(await found(at)).toEqual({
    code: 0,
    said: expect.stringContaining(`entries: ${expected.length}, `),
    ids: expected,
  });
}

type Act = 'create' | 'created' | 'append' | 'half' | 'sync' | 'truncate' | 'remove' | 'reopen';

/** A disk that asks before it does something, and fails when that throws; at `half` a part of what is appended is there then, at `created` the empty file. */
function watched(disk: ArchiveDisk, ask: (act: Act) => void): ArchiveDisk {
  const file = (real: AppendFile): AppendFile => ({
    async append(bytes) {
      ask('append');
      try {
        ask('half');
      } catch (error) {
        await real.append(bytes.subarray(0, bytes.length >> 1));
        throw error;
      }
      await real.append(bytes);
    },
    async sync() {
      ask('sync');
      await real.sync();
    },
    close: () => real.close(),
  });
  return {
    async create(name) {
      ask('create');
      const real = await disk.create(name);
      try {
        ask('created');
      } catch (error) {
        await real.close();
        throw error;
      }
      return file(real);
    },
    async reopen(name) {
      ask('reopen');
      return file(await disk.reopen(name));
    },
    async truncate(name, length) {
      ask('truncate');
      await disk.truncate(name, length);
    },
    async remove(name) {
      ask('remove');
      await disk.remove(name);
    },
  };
}

const EIO = () => Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
const ENOSPC = () => Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });

describe('an archive whose disk fails', () => {
  /** Every act, one after another, fails once, and with it once what mends it. */
  it.each<[string, Act, Act | null, () => Error]>([
    ['sync', 'sync', null, EIO],
    ['write', 'append', null, EIO],
    ['write that filled the disk in the middle', 'half', null, ENOSPC],
    ['beginning of a file', 'create', null, ENOSPC],
    ['beginning of a file that is there all the same', 'created', null, EIO],
    ['sync, and at the cut that follows', 'sync', 'truncate', EIO],
    ['sync, and at the opening that follows', 'sync', 'reopen', EIO],
    ['beginning of a file, and at its removal', 'created', 'remove', EIO],
  ])('at any %s, has what it acknowledged once, and goes on', async (_, failing, then, error) => {
    let failed = 0;
    for (let turn = 1; ; turn += 1) {
      const at = fresh();
      let calls = 0;
      let isOver = false;
      let isAlsoOver = then === null;
      const disk = watched(archiveDisk(at), (act) => {
        if (act === failing && !isOver) {
          calls += 1;
          isOver = calls === turn;
          if (isOver) throw error();
        } else if (act === then && isOver && !isAlsoOver) {
          isAlsoOver = true;
          throw error();
        }
      });
      let archive: Archive | undefined;
      await insist(async () => {
        archive = await open(at, { disk });
      });
      const opened = archive as Archive;
      let refused = 0;
      for (const id of names(7)) refused += await insist(() => opened.append([record(id)]));
      refused += await insist(opened.seal);
      await opened.close();
      failed += refused;
      await goesOn(at, names(7));
      if (!isOver) break;
    }
    // It did fail, and whoever asked was told.
    expect(failed).toBeGreaterThan(0);
  });

  it('acknowledges nothing while it cannot be mended, says so, and goes on once it can', async () => {
    const at = fresh();
    const logged: object[] = [];
    let isBroken = false;
    const disk = watched(archiveDisk(at), (act) => {
      if (isBroken && ['sync', 'truncate'].includes(act)) throw EIO();
    });
    const archive = await open(at, { disk, log: (line) => logged.push(line) });
    await archive.append([record('exr_0')]);
    isBroken = true;
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await expect(archive.append([record('exr_1')])).rejects.toMatchObject({
        code: 'LEDGER_UNAVAILABLE',
        message: 'The archive of the ledger 城 cannot be written: EIO: i/o error',
      });
      await expect(archive.seal()).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
      expect(archive.entries()).toBe(1);
    }
    expect(logged).toHaveLength(6);
    expect(logged[5]).toMatchObject({ event: 'archive-failed', ledger: '城', reason: 'EIO: i/o error' });
    isBroken = false;
    await archive.append([record('exr_1')]);
    expect(logged[6]).toMatchObject({ event: 'archive-recovered', ledger: '城', entries: 1 });
    await archive.close();
    await goesOn(at, names(2));
  });

  it('seals a while later what it could not seal in time, though nothing comes any more', async () => {
    const at = fresh();
    let isBroken = false;
    let failures = 0;
    const disk = watched(archiveDisk(at), (act) => {
      if (!isBroken || !['append', 'truncate'].includes(act)) return;
      failures += 1;
      throw ENOSPC();
    });
    const archive = await open(at, { disk, sealMs: 20 });
    await archive.append([record('exr_0')]);
    isBroken = true;
    while (failures < 3) await sleep(5);
    isBroken = false;
    while (!(await found(at)).said.includes('seals: 1')) await sleep(5);
    await archive.close();
    await goesOn(at, ['exr_0']);
  });

  it('refuses to go on where what it acknowledged is there no more', async () => {
    const at = fresh();
    let isBroken = false;
    const disk = watched(archiveDisk(at), (act) => {
      if (isBroken && act === 'sync') throw EIO();
    });
    const archive = await open(at, { disk });
    await archive.append([record('exr_0')]);
    const file = join(at, (await archiveFiles(at))[0] ?? '');
    isBroken = true;
    await expect(archive.append([record('exr_1')])).rejects.toThrow('EIO');
    isBroken = false;
    await truncate(file, (await readFile(file)).indexOf('\n') + 1);
    const gone = 'Entry 1 was acknowledged, and is not there as it was written.';
    for (let attempt = 0; attempt < 2; attempt += 1)
      await expect(archive.append([record('exr_1')])).rejects.toThrow(gone);
    await expect(archive.close()).rejects.toThrow(gone);
  });

  it('can be closed, and is closed then', async () => {
    const at = fresh();
    let isBroken = false;
    const disk = watched(archiveDisk(at), (act) => {
      if (isBroken && act === 'append') throw ENOSPC();
    });
    const archive = await open(at, { disk });
    await archive.append([record('exr_0')]);
    isBroken = true;
    await expect(archive.close()).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
    isBroken = false;
    await expect(archive.append([record('exr_1')])).rejects.toThrow('closed');
    await goesOn(at, ['exr_0']);
  });
});

describe('an archive whose process ended', () => {
  /** An archive of some records, and its last file. */
  const filled = async (records: number) => {
    const at = fresh();
    const archive = await open(at);
    await archive.append(names(records).map(record));
    await archive.close();
    const last = join(at, (await readdir(at)).sort().at(-1) ?? '');
    return { at, last: (text: string) => last.replace(at, text), bytes: await readFile(last) };
  };

  it.each([
    ['its first file', 0],
    ['a file behind others', 8],
  ])('at any byte of the header of %s, begins that anew', async (_, records) => {
    const { at, last, bytes } = await filled(records);
    expect(bytes.indexOf('\n')).toBe(bytes.length - 1);
    for (let length = 0; length < bytes.length; length += length < 3 ? 1 : 41) {
      const torn = fresh();
      await cp(at, torn, { recursive: true });
      await truncate(last(torn), length);
      await goesOn(torn, names(records));
    }
  });

  it('in the middle of a line, or before zeros became it, has the lines before that', async () => {
    const { at, last, bytes } = await filled(2);
    const [header = '', first = ''] = bytes.toString().split('\n');
    const whole = Buffer.byteLength(`${header}\n${first}\n`);
    for (const rest of [bytes.subarray(whole, whole + 60), Buffer.alloc(9 * 1024 * 1024)]) {
      const torn = fresh();
      await cp(at, torn, { recursive: true });
      await writeFile(last(torn), Buffer.concat([bytes.subarray(0, whole), rest]));
      await goesOn(torn, ['exr_0']);
    }
  });

  it('makes what it finds durable before it says that it has it', async () => {
    const { at } = await filled(3);
    const acts: Act[] = [];
    const archive = await open(at, { disk: watched(archiveDisk(at), (act) => void acts.push(act)) });
    await archive.append([record('exr_2')]);
    expect(acts).toEqual(['reopen', 'sync']);
    await archive.close();
  });

  it('is not begun anew where it has more than an unfinished header', async () => {
    const { at, last, bytes } = await filled(8);
    await writeFile(last(at), `${bytes.toString().replace('"format":1', '"format":9')}`);
    await expect(open(at)).rejects.toThrow(/ledger-0000000\d\.jsonl is not as it was written, row 1/);
  });
});
