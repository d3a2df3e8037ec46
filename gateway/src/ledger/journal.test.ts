import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExchangeRecord } from '@citygraph/contract';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { madeUpRecord } from '../testing/made-up-record.ts';
import { watched } from '../testing/watched-files.ts';
import { type Journal, type JournalOptions, openJournal, START } from './journal.ts';
import { type JournalFiles, journalFiles } from './journal-files.ts';

const record = (id: string, rows = 1): ExchangeRecord =>
  madeUpRecord(id, {
    app: 'explorer',
    actor: 'sub',
    purpose: 'self-service',
    coordinates: ['Resident.name'],
    subjects: ['李静'],
    rows,
    requestHash: '0',
    responseHash: '1',
  });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citygraph-journal-'));
});
afterEach(() => rm(folder, { recursive: true }));

const open = (options: Partial<JournalOptions> = {}) => openJournal({ files: journalFiles(folder), ...options });
async function idsOf(journal: Journal, from = START): Promise<string[]> {
  const ids: string[] = [];
  for await (const entry of journal.read(from)) ids.push(entry.record.id);
  return ids;
}
/** What is there after a restart. */
async function reopened(options: Partial<JournalOptions> = {}): Promise<string[]> {
  const journal = await open(options);
  const ids = await idsOf(journal);
  await journal.close();
  return ids;
}
const names = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `exr_${from + index}`);

describe('a journal', () => {
  it('keeps records in order, over segments and restarts', async () => {
    const journal = await open({ segmentBytes: 600 });
    for (const id of names(10)) await journal.append(record(id));
    expect(await idsOf(journal)).toEqual(names(10));
    await journal.close();
    expect((await readdir(folder)).length).toBeGreaterThan(3);
    const again = await open({ segmentBytes: 600 });
    for (const id of names(3, 10)) await again.append(record(id));
    await again.close();
    expect(await reopened()).toEqual(names(13));
  });

  it('writes all that wait at once: far fewer syncs than records', async () => {
    let syncs = 0;
    const counting = watched(journalFiles(folder), {
      sync: () => {
        syncs += 1;
      },
    });
    const journal = await open({ files: counting });
    await Promise.all(names(500).map((id) => journal.append(record(id))));
    expect(syncs).toBeLessThan(10);
    expect(await idsOf(journal)).toEqual(names(500));
    await journal.close();
  });

  it('is read from where somebody was, and forgets what lies before', async () => {
    const journal = await open({ segmentBytes: 600 });
    for (const id of names(9)) await journal.append(record(id));
    const entries = [];
    for await (const entry of journal.read(START)) entries.push(entry);
    const fifth = entries[4]?.position ?? START;
    expect(await idsOf(journal, fifth)).toEqual(names(4, 5));
    await journal.forget(fifth);
    expect(await idsOf(journal, fifth)).toEqual(names(4, 5));
    expect((await idsOf(journal)).length).toBeLessThan(9);
    await journal.close();
  });

  it('forgets a segment that is gone already: its removal may have failed behind that', async () => {
    const journal = await open({ segmentBytes: 300 });
    for (const id of names(3)) await journal.append(record(id));
    const [first = ''] = (await readdir(folder)).sort();
    await rm(join(folder, first));
    await journal.forget({ segment: 3, offset: 0 });
    expect(await idsOf(journal)).toEqual(['exr_2']);
    await journal.close();
  });

  it('refuses what would wait too long, and everything once it is closed', async () => {
    const journal = await open({ maxWaiting: 3 });
    const results = await Promise.allSettled(names(10).map((id) => journal.append(record(id))));
    expect(results.some(({ status }) => status === 'rejected')).toBe(true);
    await journal.close();
    expect(journal.isAvailable()).toBe(false);
    await expect(journal.append(record('exr_late'))).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
  });
});

describe('after a crash', () => {
  const segment = async () => join(folder, (await readdir(folder)).find((name) => name.endsWith('.log')) ?? '');
  const filled = async () => {
    const journal = await open();
    for (const id of names(5)) await journal.append(record(id));
    await journal.close();
    const file = await segment();
    return { file, bytes: await readFile(file) };
  };

  it('a record that was being written is cut off, wherever it broke', async () => {
    const { file, bytes } = await filled();
    const last = bytes.length / 5;
    for (let cut = 1; cut < last; cut += 7) {
      await writeFile(file, bytes.subarray(0, bytes.length - cut));
      const logged: object[] = [];
      expect(await reopened({ log: (line) => logged.push(line) })).toEqual(names(4));
      expect(logged).toMatchObject([{ event: 'journal-cut' }]);
    }
  });

  it.each([
    ['zeros', Buffer.alloc(300)],
    ['rubbish', Buffer.from('rubbish that is no frame at all '.repeat(9))],
  ])('%s behind the last record are cut off', async (_, rest) => {
    const { file, bytes } = await filled();
    await writeFile(file, Buffer.concat([bytes, rest]));
    expect(await reopened()).toEqual(names(5));
    expect((await readFile(file)).equals(bytes)).toBe(true);
  });

  it('damage in the middle loses no other record, and the file is kept and reported', async () => {
    const { file, bytes } = await filled();
    const damaged = Buffer.from(bytes);
    const middle = Math.floor(bytes.length / 5) + 30;
    damaged[middle] = (damaged[middle] ?? 0) ^ 1;
    await writeFile(file, damaged);
    const logged: { kept?: string }[] = [];
    expect(await reopened({ log: (line) => logged.push(line) })).toEqual(['exr_0', 'exr_2', 'exr_3', 'exr_4']);
    expect(logged).toMatchObject([{ event: 'journal-damaged' }]);
    expect((await readFile(join(folder, logged[0]?.kept ?? ''))).equals(damaged)).toBe(true);
    expect(await reopened()).toHaveLength(4);
  });
});

describe('an announcement', () => {
  it('gives way to its answer, and what comes behind it waits for that', async () => {
    const journal = await open({ segmentBytes: 900 });
    await journal.append(record('exr_0'));
    await journal.announce(record('exr_1', 0));
    await journal.append(record('exr_2'));
    expect(await idsOf(journal)).toEqual(['exr_0']);
    await journal.append(record('exr_1', 7));
    expect(await idsOf(journal)).toEqual(['exr_0', 'exr_2', 'exr_1']);
    await journal.close();
    expect(await reopened()).toEqual(['exr_0', 'exr_2', 'exr_1']);
  });

  it('whose answer will not come is kept as it is, and holds nothing up', async () => {
    const journal = await open();
    await journal.announce(record('exr_0', 3));
    await journal.append(record('exr_1'));
    expect(await idsOf(journal)).toEqual([]);
    let told = 0;
    journal.onAppended(() => {
      told += 1;
    });
    journal.release?.('exr_0');
    expect(await idsOf(journal)).toEqual(['exr_0', 'exr_1']);
    // Of what has its record nothing changes.
    journal.release?.('exr_1');
    expect(told).toBe(1);
    await journal.close();
  });

  it('is kept when the process ended before the answer was written down', async () => {
    const journal = await open();
    await journal.announce(record('exr_0', 0));
    await journal.append(record('exr_1'));
    await journal.close();
    expect(await reopened()).toEqual(['exr_0', 'exr_1']);
    expect(await reopened()).toEqual(['exr_0', 'exr_1']);
  });

  it('that nobody answered is not remembered any longer than what was written of it', async () => {
    const journal = await open({ segmentBytes: 1 });
    await journal.announce(record('exr_0', 3));
    journal.release?.('exr_0');
    await journal.append(record('exr_1'));
    let last = START;
    for await (const { position } of journal.read(START)) last = position;
    await journal.forget(last);
    await journal.announce(record('exr_0', 4));
    journal.release?.('exr_0');
    expect(await idsOf(journal, last)).toEqual(['exr_0']);
    await journal.close();
    // As the first of its exchange: nothing tells of another one.
    const written = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
    expect(written.join('')).toContain('"announced"');
    expect(written.join('')).not.toContain('"again"');
  });

  it('that was made again is kept as it was made last, also where that could not be written down', async () => {
    const rowsOf = async (journal: Journal) => {
      const rows: [string, number][] = [];
      for await (const { record: kept } of journal.read(START)) rows.push([kept.id, kept.rows]);
      return rows;
    };
    let isFull = false;
    const full = () => {
      if (isFull) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    };
    const journal = await open({ files: watched(journalFiles(folder), { append: full }), probeMs: 60_000 });
    for (const rows of [1, 2, 3]) await journal.announce(record('exr_0', rows));
    await journal.announce(record('exr_1', 1));
    await journal.append(record('exr_2', 7));
    isFull = true;
    await expect(journal.announce(record('exr_1', 2))).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
    await journal.close();
    const again = await open();
    expect(await rowsOf(again)).toEqual([
      ['exr_0', 3],
      ['exr_1', 1],
      ['exr_2', 7],
    ]);
    await again.announce(record('exr_3', 1));
    await again.announce(record('exr_3', 2));
    await again.append(record('exr_3', 9));
    expect((await rowsOf(again)).at(-1)).toEqual(['exr_3', 9]);
    await again.close();
    expect(await reopened()).toEqual(['exr_0', 'exr_1', 'exr_2', 'exr_3']);
  });

  it('is kept when the answer could not be written down, or nobody answers, and whoever reads is told', async () => {
    let isFull = false;
    const full = () => {
      if (isFull) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    };
    const journal = await open({
      files: watched(journalFiles(folder), { append: full }),
      probeMs: 1,
      patienceMs: 20,
    });
    await journal.announce(record('exr_0', 0));
    await journal.announce(record('exr_1', 0));
    isFull = true;
    await expect(journal.append(record('exr_0'))).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
    await expect(journal.announce(record('exr_2'))).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
    isFull = false;
    for (let ids: string[] = []; !ids.includes('exr_1'); ids = await idsOf(journal)) {
      await new Promise<void>((resolve) => {
        const unlisten = journal.onAppended(() => {
          unlisten();
          resolve();
        });
      });
    }
    expect(await idsOf(journal)).toEqual(['exr_0', 'exr_1']);
    await journal.close();
  });

  it('takes no record once it was given up: it may have been shipped as it is', async () => {
    const journal = await open({ patienceMs: 5 });
    await journal.announce(record('exr_0', 0));
    while ((await idsOf(journal)).length === 0) await new Promise(setImmediate);
    await expect(journal.append(record('exr_0', 1))).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
    await expect(journal.announce(record('exr_0', 0))).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
    await journal.append(record('exr_1'));
    expect(await idsOf(journal)).toEqual(['exr_0', 'exr_1']);
    await journal.close();
  });

  it('that was answered is forgotten with its answer', async () => {
    const journal = await open({ segmentBytes: 300 });
    for (const id of names(5)) {
      await journal.announce(record(id, 0));
      await journal.append(record(id));
    }
    const entries: { id: string; position: { segment: number; offset: number } }[] = [];
    for await (const entry of journal.read(START)) entries.push({ id: entry.record.id, position: entry.position });
    expect(entries.map(({ id }) => id)).toEqual(names(5));
    const middle = entries[2]?.position ?? START;
    await journal.forget(middle);
    expect(await idsOf(journal, middle)).toEqual(names(2, 3));
    await journal.close();
    const again = await open();
    expect(await idsOf(again, middle)).toEqual(names(2, 3));
    await again.close();
  });
});

describe('whatever fails', () => {
  it('attempts to write again leave no file behind, open or lying there', async () => {
    let isFull = false;
    let held = 0;
    const files = watched(journalFiles(folder), {
      append() {
        if (isFull) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
      },
    });
    const counting: JournalFiles = {
      ...files,
      async create(name) {
        const file = await files.create(name);
        held += 1;
        return {
          ...file,
          async close() {
            held -= 1;
            await file.close();
          },
        };
      },
    };
    let attempts = 0;
    let enough = () => {};
    const tried = new Promise<void>((resolve) => {
      enough = resolve;
    });
    const journal = await open({
      files: counting,
      probeMs: 1,
      log(line) {
        if ('event' in line && line.event === 'journal-failed' && ++attempts === 6) enough();
      },
    });
    await journal.append(record('exr_0'));
    isFull = true;
    await expect(journal.append(record('exr_1'))).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
    await tried;
    isFull = false;
    while (!journal.isAvailable()) await new Promise(setImmediate);
    await journal.append(record('exr_2'));
    await journal.close();
    expect(held).toBe(0);
    expect(await readdir(folder)).toHaveLength(2);
    expect(await reopened()).toEqual(['exr_0', 'exr_2']);
  });

  /** Every call, one after another, fails once: nothing that was acknowledged is missing afterwards. */
  it.each(['append', 'sync', 'create', 'half'] as const)('at any %s, what was acknowledged is there', async (kind) => {
    for (let failing = 0; failing < 40; failing += 1) {
      const at = join(folder, `${kind}-${failing}`);
      await import('node:fs/promises').then(({ mkdir }) => mkdir(at));
      let calls = 0;
      const fault = () => {
        calls += 1;
        if (calls === failing + 1) throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
      };
      const files = watched(journalFiles(at), { [kind === 'half' ? 'append' : kind]: fault, half: kind === 'half' });
      const journal = await openJournal({ files, segmentBytes: 900, probeMs: 0 });
      const acknowledged: string[] = [];
      for (const id of names(30)) {
        await journal.append(record(id)).then(
          () => acknowledged.push(id),
          (error) => expect(error).toMatchObject({ code: 'LEDGER_UNAVAILABLE' }),
        );
        // The probe's turn.
        if (!journal.isAvailable())
          while (!journal.isAvailable()) await new Promise((resolve) => setTimeout(resolve, 1));
      }
      await journal.close();
      expect(acknowledged.length).toBeGreaterThanOrEqual(28);
      const again = await openJournal({ files: journalFiles(at) });
      const there = await idsOf(again);
      await again.close();
      expect(there).toEqual(expect.arrayContaining(acknowledged));
      expect(there).toEqual([...there].sort((one, other) => Number(one.slice(4)) - Number(other.slice(4))));
    }
  });

  it('while the disk is full nothing is taken, and everything again once there is room', async () => {
    let isFull = false;
    const logged: object[] = [];
    const full = () => {
      if (isFull) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    };
    const journal = await open({
      files: watched(journalFiles(folder), { append: full }),
      probeMs: 1,
      log: (line) => logged.push(line),
    });
    await journal.append(record('exr_0'));
    isFull = true;
    const refused = await Promise.allSettled(names(5, 1).map((id) => journal.append(record(id))));
    expect(refused.every(({ status }) => status === 'rejected')).toBe(true);
    expect(journal.isAvailable()).toBe(false);
    isFull = false;
    while (!journal.isAvailable()) await new Promise((resolve) => setTimeout(resolve, 1));
    await journal.append(record('exr_9'));
    await journal.close();
    expect(await reopened()).toEqual(['exr_0', 'exr_9']);
    expect(logged).toContainEqual(expect.objectContaining({ event: 'journal-recovered' }));
  });
});
