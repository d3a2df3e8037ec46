import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExchangeRecord, generateSigningKey } from '@citygraph/contract';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openArchive } from './archive.ts';
import { openLedgerPart, openLocalLedger } from './local-ledger.ts';
import { runLedgerCommand } from './run-ledger-command.ts';

const key = await generateSigningKey();
const record = (id: string): ExchangeRecord => ({
  id,
  at: '2026-11-23T00:00:00.000Z',
  app: 'explorer',
  organisation: null,
  actor: 'sub',
  purpose: 'self-service',
  case: null,
  grants: [],
  operation: null,
  coordinates: ['Resident.name'],
  receivers: [],
  subjects: ['subject'],
  rows: 1,
  requestHash: '0',
  responseHash: '1',
});

let folder: string;
let archive: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citygraph-ledger-'));
  archive = join(folder, 'archive');
  await writeFile(join(folder, 'keys.json'), JSON.stringify({ keys: [key.publicJwk] }));
});
afterEach(() => rm(folder, { recursive: true }));

const open = () => openLocalLedger({ folder, ledger: 'city', key, sealEntries: 4 });
async function verify(...more: string[]) {
  const lines: string[] = [];
  const code = await runLedgerCommand(
    ['verify', archive, '--keys', join(folder, 'keys.json'), ...more],
    (line) => lines.push(line),
    (line) => lines.push(line),
  );
  return { code, said: lines.join('\n') };
}
const firstFile = async () => join(archive, (await readdir(archive)).sort()[0] ?? '');

describe('a local ledger', () => {
  it('has a name that its witness has room for', async () => {
    const naming = openLocalLedger({ folder, ledger: 'c'.repeat(61), key });
    await expect(naming).rejects.toThrow(/has 61 characters: give it 60 at most\.$/);
  });

  it('chains and seals what it acknowledged, over restarts, for whoever has the public key', async () => {
    for (let start = 0; start < 3; start += 1) {
      const ledger = await open();
      await Promise.all(Array.from({ length: 5 }, (_, index) => ledger.append(record(`exr_${start}_${index}`))));
      if (start === 1) await ledger.settle();
      await ledger.close();
    }
    expect(await verify()).toMatchObject({
      code: 0,
      said: expect.stringContaining('OK: the ledger city; entries: 15, seals: 6, not sealed yet: 0;'),
    });
  });

  it('goes on under a new key, in a file of its own, and is believed by whoever has both', async () => {
    const first = await open();
    await first.append(record('exr_1'));
    await first.close();
    const next = await generateSigningKey();
    // The new key alone does not vouch for what the old one sealed.
    await expect(openLocalLedger({ folder, ledger: 'city', key: next })).rejects.toThrow(/not as it was written/);
    const second = await openLocalLedger({ folder, ledger: 'city', key: next, formerKeys: [key.publicJwk] });
    await second.append(record('exr_2'));
    await second.close();
    // From now on the old one need not be known here.
    const third = await openLocalLedger({ folder, ledger: 'city', key: next });
    await third.append(record('exr_3'));
    await third.close();
    expect(await verify()).toMatchObject({ code: 1 });
    await writeFile(join(folder, 'keys.json'), JSON.stringify({ keys: [key.publicJwk, next.publicJwk] }));
    expect(await verify()).toMatchObject({ code: 0, said: expect.stringContaining('entries: 3, seals: 3,') });
  });

  it('seals what the old key left unsealed', async () => {
    const left = await open();
    await left.append(record('exr_1'));
    await left.settle();
    const seen = await readFile(join(folder, 'seen.json'), 'utf8');
    await left.append(record('exr_2'));
    await left.close();
    // As a kill before the last seal leaves it.
    await writeFile(join(folder, 'seen.json'), seen);
    const file = await firstFile();
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.slice(0, text.lastIndexOf('{"seal"')));
    const next = await generateSigningKey();
    await (await openLocalLedger({ folder, ledger: 'city', key: next, formerKeys: [key.publicJwk] })).close();
    await (await openLocalLedger({ folder, ledger: 'city', key: next })).close();
    await writeFile(join(folder, 'keys.json'), JSON.stringify({ keys: [key.publicJwk, next.publicJwk] }));
    expect(await verify()).toMatchObject({ code: 0, said: expect.stringContaining('entries: 2, seals: 2,') });
  });

  it('is one process’s at a time; what one left that is gone is taken over', async () => {
    const ledger = await open();
    await expect(open()).rejects.toThrow('keeps its ledger in');
    await ledger.close();
    await writeFile(join(folder, 'lock'), '999999999 1');
    await (await open()).close();
    // This very number, of a process that began at another time.
    await writeFile(join(folder, 'lock'), `${process.pid} 1`);
    await (await open()).close();
  });

  it('has a part for each of several processes, and gives a part back', async () => {
    const part = () => openLedgerPart({ folder, ledger: 'city', key });
    const [one, two] = [await part(), await part()];
    await one.append(record('exr_1'));
    await two.append(record('exr_2'));
    await one.close();
    await (await part()).close();
    await two.close();
    expect((await readdir(folder)).filter((name) => name.startsWith('part-')).sort()).toEqual(['part-1', 'part-2']);
  });

  it('ships nothing twice into the chain, though the note of how far it came is lost', async () => {
    const first = await open();
    await first.append(record('exr_1'));
    await first.append(record('exr_2'));
    await first.settle();
    await rm(join(folder, 'journal', 'shipped.json'));
    await first.close();
    await rm(join(folder, 'journal', 'shipped.json'), { force: true });
    const second = await open();
    await second.append(record('exr_3'));
    await second.settle();
    await second.close();
    expect((await verify()).said).toContain('entries: 3,');
  });

  it('chains once what a crash kept the journal from forgetting, whatever files ended in between', async () => {
    const tiny = { folder: archive, ledger: 'city', key, fileBytes: 10, sealEntries: 1 };
    const ids = ['exr_1', 'exr_2', 'exr_3'];
    const whole = await openArchive(tiny);
    await whole.append(ids.map(record));
    await whole.close();
    expect((await readdir(archive)).length).toBe(4);
    // It comes again from the beginning, and something new behind it.
    const again = await openArchive(tiny);
    await again.append([...ids, 'exr_4'].map(record));
    expect(again.entries()).toBe(4);
    await again.close();
    expect(await verify()).toMatchObject({ code: 0, said: expect.stringContaining('entries: 4, seals: 4') });
  });

  it('will not go on behind what was changed', async () => {
    const ledger = await open();
    await ledger.append(record('exr_1'));
    await ledger.close();
    const file = await firstFile();
    await writeFile(file, (await readFile(file, 'utf8')).replace('"rows":1', '"rows":9'));
    await expect(open()).rejects.toThrow(/ledger-00000001\.jsonl is not as it was written, row 2/);
  });

  it('cuts a line that a crash left unfinished, and writes its record once more', async () => {
    const ledger = await open();
    await ledger.append(record('exr_1'));
    await ledger.close();
    await appendFile(await firstFile(), '{"entry":{"sequence":2,"prev');
    const again = await open();
    await again.append(record('exr_2'));
    await again.close();
    expect((await verify()).said).toContain('entries: 2,');
  });
});

describe('citygraph-gateway ledger verify', () => {
  const fill = async (count: number) => {
    const ledger = await openArchive({ folder: archive, ledger: 'city', key, sealEntries: 3, fileBytes: 1_500 });
    await ledger.append(Array.from({ length: count }, (_, index) => record(`exr_${index}`)));
    await ledger.close();
    return (await readdir(archive)).sort().map((name) => join(archive, name));
  };

  it('follows an archive from file to file', async () => {
    const files = await fill(20);
    expect(files.length).toBeGreaterThan(3);
    const { code, said } = await verify();
    expect({ code, said }).toMatchObject({ code: 0, said: expect.stringContaining('entries: 20, seals: 7') });
    const head = /ends with ([0-9a-f]{64})/.exec(said)?.[1] ?? '';
    expect(await verify('--head', head)).toMatchObject({ code: 0 });
    for (const file of files.slice(-2)) await rm(file);
    expect(await verify()).toMatchObject({ code: 0 });
    expect(await verify('--head', head)).toMatchObject({
      code: 1,
      said: expect.stringContaining('is missing or another'),
    });
  });

  it.each<[string, (files: string[]) => Promise<unknown>, RegExp]>([
    [
      'one byte of a file',
      async ([, file = '']) => writeFile(file, (await readFile(file, 'utf8')).replace('"rows":1', '"rows":2')),
      /ledger-00000002\.jsonl, row 2, entry \d+ \(edited\)/,
    ],
    [
      'a file in the middle',
      ([, file = '']) => rm(file),
      /ledger-00000003\.jsonl, row 1 \(removed\). It continues another file/,
    ],
    [
      'the first file',
      ([file = '']) => rm(file),
      /ledger-00000002\.jsonl, row 1 \(removed\). The files before it are missing/,
    ],
    [
      'the end of a file',
      async ([, file = '']) => truncate(file, (await readFile(file)).lastIndexOf('{"seal"')),
      /ledger-00000003\.jsonl, row 1 \(removed\)/,
    ],
  ])('names the row when %s is changed or missing', async (_, change, message) => {
    const files = await fill(20);
    await change(files);
    expect(await verify()).toMatchObject({ code: 1, said: expect.stringMatching(message) });
  });

  it.each([
    ['no verb', [], /Say verify/],
    ['no keys', ['verify', '/nowhere'], /--keys is missing/],
    ['a folder that is not there', ['verify', '/nowhere', '--keys', 'KEYS'], /\/nowhere cannot be read/],
  ])('says what is wrong with %s', async (_, argv, message) => {
    const said: string[] = [];
    const given = argv.map((word) => (word === 'KEYS' ? join(folder, 'keys.json') : word));
    expect(
      await runLedgerCommand(
        given,
        () => {},
        (line) => said.push(line),
      ),
    ).toBe(3);
    expect(said.join()).toMatch(message);
  });
});
