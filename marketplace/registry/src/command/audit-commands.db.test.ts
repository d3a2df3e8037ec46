import { copyFile, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateSigningKey, writeSigningKey } from '@citygraph/contract';
import { type Database, migrate, openDatabase } from '@citygraph/kit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/sql';
import { audit } from '../audit-entry/audit.ts';
import { registry } from '../index.ts';
import { people } from '../testing/story.ts';
import { command } from './command.ts';

const key = await generateSigningKey();

describe('citygraph-registry audit', () => {
  let folder: string;
  let orm: Database;
  const at = (file: string) => join(folder, file);
  const act = async (target: string) => {
    await orm.em
      .fork()
      .transactional((em) =>
        audit(em as EntityManager, people.admin, { act: 'killPlugin', target, before: null, after: {} }, new Date()),
      );
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'citygraph-audit-'));
    orm = await openDatabase({ url: `sqlite:${at('registry.sqlite')}`, subgraph: registry });
    await migrate(orm);
    await writeFile(at('seal.pem'), writeSigningKey(key));
    await writeFile(at('keys.json'), JSON.stringify({ keys: [key.publicJwk] }));
    for (const target of ['air', 'dust', 'noise']) await act(target);
  });
  afterEach(async () => {
    await orm.close(true);
    await rm(folder, { recursive: true });
  });
  const where = () => ['--database', `sqlite:${at('registry.sqlite')}`, '--archive', at('archive')];
  const archive = () => command(['audit', 'archive', ...where(), '--key', at('seal.pem')]);
  const verify = () => command(['audit', 'verify', ...where(), '--ledger-keys', at('keys.json')]);
  const file = (number: number) => at(`archive/ledger-0000000${number}.jsonl`);

  it('seals and archives while the registry is down, and finds the archive as it was written', async () => {
    expect(await archive()).toEqual({ code: 0, lines: ['3 acts were sealed; written: ledger-00000001.jsonl.'] });
    expect(await archive()).toEqual({ code: 0, lines: ['0 acts were sealed; nothing was to be archived.'] });
    await act('air');
    expect(await archive()).toMatchObject({ lines: ['1 acts were sealed; written: ledger-00000002.jsonl.'] });
    expect(await verify()).toEqual({ code: 0, lines: ['2 files with 4 acts are as they were written.'] });
  });

  it.each<[string, (text: string) => string, RegExp]>([
    ['of which a byte was edited', (text) => text.replace('"dust"', '"dusk"'), /row 3, act 2: It is not what it was/],
    ['that lacks a row', (text) => text.split('\n').toSpliced(2, 1).join('\n'), /row 3, act 3: Entry 2 is missing/],
    [
      'whose end was cut off',
      (text) => `${text.split('\n').slice(0, 3).join('\n')}\n`,
      /cut off behind act 2; it went on to 3/,
    ],
    [
      'whose seal was cut off',
      (text) => `${text.split('\n').slice(0, 4).join('\n')}\n`,
      /sound and signed, and not the file/,
    ],
    ['that was cut in a row', (text) => text.slice(0, 700), /row 3: It is no line of an archive/],
    ['that is empty', () => '', /row 1: There is nothing in it/],
  ])('names a file %s, and the row', async (_, spoil, said) => {
    await archive();
    await writeFile(file(1), spoil(await readFile(file(1), 'utf8')));
    const { code, lines } = await verify();
    expect(code).toBe(1);
    expect(lines[0]).toContain(file(1));
    expect(lines[0]).toMatch(said);
  });

  it('says every key that has sealed, as what an auditor verifies with', async () => {
    const keysOf = () => command(['audit', 'keys', ...where().slice(0, 2)]);
    expect(await keysOf()).toEqual({ code: 1, lines: [expect.stringContaining('No registry has sealed')] });
    await archive();
    const { code, lines } = await keysOf();
    expect(code).toBe(0);
    await writeFile(at('said.json'), lines.join(''));
    expect(await command(['audit', 'verify', ...where(), '--ledger-keys', at('said.json')])).toMatchObject({ code: 0 });
  });

  it('misses a file that is gone, the last as well', async () => {
    await archive();
    await act('air');
    await archive();
    await rm(file(2));
    expect(await verify()).toEqual({ code: 1, lines: [`${file(2)} cannot be read.`] });
  });

  it('refuses what it cannot do in a sentence', async () => {
    const saying = (words: string) => ({ code: 3, lines: [expect.stringContaining(words)] });
    for (const words of [['audit'], ['audit', 'export'], ['audit', 'verify', 'x']])
      expect(await command([...words, ...where()])).toEqual(
        saying('Give audit archive, audit verify, audit keys, or audit restored'),
      );
    expect(await command(['audit', 'verify', ...where()])).toEqual(saying('--ledger-keys'));
    expect(await command(['audit', 'archive', ...where().slice(0, 2)])).toEqual(saying('--archive'));
    await rm(at('keys.json'));
    expect(await verify()).toEqual(saying('--ledger-keys'));
    await writeFile(at('keys.json'), JSON.stringify({ keys: [(await generateSigningKey()).publicJwk] }));
    await archive();
    expect(await verify()).toMatchObject({ code: 1, lines: [expect.stringContaining('whose key is not known')] });
  });

  it('seals no database that is behind what was seen of it, until an operator says that it was restored on purpose', async () => {
    const memory = ['--memory', at('seen.json')];
    const remembered = () => command(['audit', 'archive', ...where(), '--key', at('seal.pem'), ...memory]);
    const verdict = () =>
      command(['verify', ...where().slice(0, 2), '--key', at('seal.pem'), '--ledger-keys', at('keys.json'), ...memory]);
    const restored = (...why: string[]) => command(['audit', 'restored', ...where().slice(0, 2), ...memory, ...why]);
    const why = ['--reason', 'The disk failed.', '--by', 'ops'];
    expect(await restored(...why)).toMatchObject({ code: 3, lines: [expect.stringContaining('There is no ')] });
    expect(await remembered()).toMatchObject({ code: 0 });
    await orm.em.getConnection().execute(`vacuum into '${at('backup.sqlite')}'`);
    await act('air');
    expect(await remembered()).toMatchObject({ code: 0 });
    expect(await restored(...why)).toEqual({
      code: 0,
      lines: ['Acts to 4 are there as they were sealed: nothing was changed.'],
    });

    await orm.close(true);
    for (const rest of ['-wal', '-shm']) await rm(at(`registry.sqlite${rest}`), { force: true });
    await copyFile(at('backup.sqlite'), at('registry.sqlite'));
    orm = await openDatabase({ url: `sqlite:${at('registry.sqlite')}`, subgraph: registry });
    await act('dust');
    const seen = 'this registry has seen the acts 4 to 4 sealed';
    expect(await remembered()).toEqual({ code: 1, lines: [expect.stringContaining(seen)] });
    expect((await verdict()).lines).toContain('The audit chain is broken at 4.');

    expect(await restored()).toMatchObject({ code: 3, lines: [expect.stringContaining('--reason')] });
    expect(await restored(...why)).toEqual({
      code: 0,
      lines: [
        'The acts 4 to 4 that were sealed here are given up; the chain goes on behind the seal of the acts 1 to 3.',
        expect.stringContaining('has ledger-00000002.jsonl or later files, move them aside'),
      ],
    });
    await rename(file(2), at('aside.jsonl'));
    expect(await remembered()).toMatchObject({ lines: ['2 acts were sealed; written: ledger-00000002.jsonl.'] });
    const text = await readFile(file(2), 'utf8');
    expect(text).toContain('"citygraph:operator:ops"');
    expect(text).toContain('acceptRestoredAudit');
    expect((await verdict()).lines).not.toContain('The audit chain is broken at 4.');
  });

  it('does not archive a chain that is broken', async () => {
    await orm.em.getConnection().execute(`update audit_entry set record = '{}' where sequence = 2`);
    expect(await archive()).toEqual({
      code: 1,
      lines: ['The audit chain is broken at 2: it is not what it was when it was written.'],
    });
  });
});
