import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  chained,
  type ExchangeRecord,
  generateSigningKey,
  genesisOf,
  type LedgerEntry,
  type LedgerSeal,
} from '@citygraph/contract';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { madeUpRecord } from '../testing/made-up-record.ts';
import { archiveFileName, archiveFiles, linesOf } from './archive-files.ts';
import { openLocalLedger } from './local-ledger.ts';
import { runLedgerCommand } from './run-ledger-command.ts';
import { sealMemory } from './seal-memory.ts';

const key = await generateSigningKey();
type Line = {
  readonly header?: object;
  readonly entry?: LedgerEntry<ExchangeRecord>;
  readonly seal?: { payload: LedgerSeal };
};

let folder: string;
let archive: string;
let seen: string;
let logged: { readonly event?: string }[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citygraph-rewritten-'));
  archive = join(folder, 'archive');
  seen = join(folder, 'seen.json');
  logged = [];
  await writeFile(join(folder, 'keys.json'), JSON.stringify({ keys: [key.publicJwk] }));
});
afterEach(() => rm(folder, { recursive: true }));

const open = (options: { fileBytes?: number } = {}) =>
  openLocalLedger({ folder, ledger: 'city', key, sealEntries: 4, log: (line) => logged.push(line), ...options });
const command = async (verb: string, at: string, ...more: string[]) => {
  const said: string[] = [];
  const print = (line: string) => said.push(line);
  const code = await runLedgerCommand([verb, at, '--keys', join(folder, 'keys.json'), ...more], print, print);
  return { code, said: said.join('\n') };
};
const filled = async (count: number, options = {}) => {
  const ledger = await open(options);
  await Promise.all(Array.from({ length: count }, (_, index) => ledger.append(madeUpRecord(`exr_${index}`))));
  await ledger.close();
};
const linesIn = async (name: string): Promise<Line[]> => {
  const lines: Line[] = [];
  for await (const line of linesOf(join(archive, name))) lines.push(JSON.parse(line) as Line);
  return lines;
};
const written = (name: string, lines: readonly Line[]) =>
  writeFile(join(archive, name), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));

/** What anybody can write who has no key: other entries behind those that are kept, well chained. */
function rewritten(kept: readonly Line[], records: readonly ExchangeRecord[]): Line[] {
  let last = kept.findLast(({ entry }) => entry)?.entry ?? { sequence: 0, hash: genesisOf('city') };
  return [
    ...kept,
    ...records.map((record) => {
      const entry = chained(record, last);
      last = entry;
      return { entry };
    }),
  ];
}
const without = (lines: readonly Line[], id: string) =>
  lines.flatMap(({ entry }) => (entry && entry.record.id !== id ? [{ ...entry.record, app: 'nobody' }] : []));

const GONE =
  /^The ledger in .* cannot be used\. The ledger city was sealed to entry 10 \([0-9a-f]{64}\), and that seal/;

describe('a ledger whose archive was written anew', () => {
  it('without any seal is not continued, nor sealed', async () => {
    await filled(10);
    const name = archiveFileName(1);
    const lines = await linesIn(name);
    const forged = rewritten(lines.slice(0, 1), without(lines, 'exr_3'));
    await written(name, forged);
    await expect(open()).rejects.toThrow(GONE);
    expect(await linesIn(name)).toEqual(forged);
    // A second start is no way round it.
    await expect(open()).rejects.toThrow(GONE);
  });

  it('behind an older seal is not continued, nor sealed', async () => {
    await filled(10);
    const name = archiveFileName(1);
    const lines = await linesIn(name);
    const first = lines.findIndex(({ seal }) => seal) + 1;
    await written(name, rewritten(lines.slice(0, first), without(lines.slice(first), 'exr_5')));
    await expect(open()).rejects.toThrow(GONE);
    await written(name, lines.slice(0, first));
    await expect(open()).rejects.toThrow(GONE);
  });

  it('in files that say what they like of the one before is not continued', async () => {
    await filled(10, { fileBytes: 10 });
    const names = await archiveFiles(archive);
    expect(names).toHaveLength(4);
    const last = names[3] ?? '';
    const [header] = (await linesIn(last)) as [{ header: { ledger: string; format: 1; continues: object } }];
    const { continues } = header.header;
    for (const other of [null, { ...continues, head: '0'.repeat(64) }, { ...continues, sequence: 11 }]) {
      await written(last, [{ header: { ...header.header, continues: other } }]);
      await expect(open()).rejects.toThrow(GONE);
    }
    await written(last, [header]);
    await (await open()).close();
  });

  it('to more than a seal answers for is not continued, though nothing was remembered', async () => {
    await filled(1);
    const name = archiveFileName(1);
    const [header = {}] = await linesIn(name);
    await rm(seen);
    await written(
      name,
      rewritten(
        [header],
        Array.from({ length: 1_001 }, (_, id) => madeUpRecord(`exr_${id}`)),
      ),
    );
    await expect(open()).rejects.toThrow(/ledger-00000001\.jsonl is not as it was written, row 1002: There is no seal/);
  });

  it('to nothing is not begun anew', async () => {
    await filled(10);
    await rm(archive, { recursive: true });
    await expect(open()).rejects.toThrow(GONE);
  });
});

describe('what was seen sealed of a ledger', () => {
  const last = () => sealMemory(seen).last();

  it('is what was sealed last, wherever files end', async () => {
    for (const fileBytes of [10, 64_000]) {
      await filled(10, { fileBytes });
      expect(await last()).toMatchObject({ to: 10 });
    }
    expect(logged).toEqual([]);
  });

  it('may be a seal behind: a crash came between it and its being remembered', async () => {
    for (const fileBytes of [64_000, 10]) {
      await rm(archive, { recursive: true, force: true });
      await rm(seen, { force: true });
      const copies: string[] = [];
      const ledger = await open({ fileBytes });
      for (const id of Array.from({ length: 9 }, (_, index) => `exr_${fileBytes}_${index}`)) {
        await ledger.append(madeUpRecord(id));
        await ledger.settle();
        copies.push(await readFile(seen, 'utf8'));
      }
      await ledger.close();
      const whole = join(folder, `whole-${fileBytes}`);
      await cp(archive, whole, { recursive: true });
      for (const copy of copies) {
        await writeFile(seen, copy);
        await (await open({ fileBytes })).close();
        expect(await last()).toMatchObject({ to: 9 });
      }
    }
  });

  it('may be nothing yet: it begins with what is there, and the log says so', async () => {
    await filled(10);
    await rm(seen);
    await (await open()).close();
    expect(await last()).toMatchObject({ from: 9, to: 10 });
    expect(logged).toMatchObject([{ event: 'seal-memory-begun', ledger: 'city', entries: 10 }]);
  });

  it('is a file that is whole or refused', async () => {
    await filled(1);
    await writeFile(seen, '{}');
    await expect(open()).rejects.toThrow('seen.json is not what the hub wrote');
  });
});

describe('an archive that nobody answers for to its end', () => {
  it('says so, with a code of its own, unless that is allowed', async () => {
    await filled(10);
    const name = archiveFileName(1);
    const lines = await linesIn(name);
    await written(name, rewritten(lines.slice(0, 6), without(lines.slice(6), 'exr_5')));
    const said = expect.stringContaining('Nobody answers for the last 5 entries');
    expect(await command('verify', archive)).toMatchObject({ code: 2, said });
    expect((await command('verify', archive)).said).toMatch(
      /^SEALED TO ENTRY 4: the ledger city; entries: 9, seals: 1,/,
    );
    expect(await command('verify', archive, '--allow-unsealed')).toMatchObject({ code: 0, said });
    expect((await command('verify', archive, '--allow-unsealed')).said).toMatch(/^OK: the ledger city; entries: 9,/);
  });
});

describe('citygraph-gateway ledger restored', () => {
  const restored = (...more: string[]) => command('restored', folder, ...more);

  it('gives up what was seen, and writes down that it did', async () => {
    await filled(4);
    const older = join(folder, 'older');
    await cp(archive, older, { recursive: true });
    await filled(10);
    await rm(archive, { recursive: true });
    await cp(older, archive, { recursive: true });
    await expect(open()).rejects.toThrow(GONE);
    expect(await restored()).toMatchObject({ code: 3, said: expect.stringContaining('--reason') });
    expect(await restored('--reason', 'The disk failed.')).toEqual({
      code: 0,
      said: 'The entries to 10 that were sealed here are given up; the ledger city goes on behind its seal of the entries 1 to 4.',
    });
    expect(JSON.parse(await readFile(seen, 'utf8'))).toMatchObject({
      seal: { to: 4 },
      restored: [{ reason: 'The disk failed.', lost: { to: 10 } }],
    });
    await (await open()).close();
    expect(await restored('--reason', 'Again.')).toMatchObject({
      code: 0,
      said: 'The entries to 4 are there as they were sealed: nothing was changed.',
    });
  });

  it('takes nothing that is not whole, and no folder that somebody has', async () => {
    await filled(10);
    const name = archiveFileName(1);
    const text = await readFile(join(archive, name), 'utf8');
    await writeFile(join(archive, name), text.replace('exr_3', 'exr_x'));
    expect(await restored('--reason', 'So.')).toMatchObject({ code: 1, said: expect.stringContaining('(edited)') });
    await writeFile(join(archive, name), text);
    const ledger = await open();
    expect(await restored('--reason', 'So.')).toMatchObject({
      code: 3,
      said: expect.stringContaining('keeps its ledger'),
    });
    await ledger.close();
  });
});
