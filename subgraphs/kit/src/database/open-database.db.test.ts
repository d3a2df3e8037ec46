import { closeSync, copyFileSync, fstatSync, mkdtempSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { seedOnce } from '../seed-once.ts';
import { library } from '../testing/library/library.ts';
import { migration } from './migration.ts';
import { migrate, openDatabase } from './open-database.ts';

const folder = mkdtempSync(join(tmpdir(), 'citygraph-open-'));
const city = { seed: 1, scale: 0.001 };

describe('a database', () => {
  it('is migrated once and seeded once', async () => {
    const url = `sqlite:${join(folder, 'library.sqlite')}`;
    const orm = await openDatabase({ url, subgraph: library });
    expect(await migrate(orm)).toEqual(['kit-0001-idempotency-and-seed', 'library-0001-loan']);
    expect(await migrate(orm)).toEqual([]);
    expect(await seedOnce(orm, library, city)).toEqual({ milliseconds: expect.any(Number) });
    expect(await seedOnce(orm, library, city)).toBeNull();
    await orm.close(true);
  });

  it('keeps nothing of a seed that failed', async () => {
    const orm = await openDatabase({ url: `sqlite:${join(folder, 'half.sqlite')}`, subgraph: library });
    await migrate(orm);
    const failing = {
      name: 'library',
      async seed(...args: Parameters<typeof library.seed>) {
        await library.seed(...args);
        throw new Error('power cut');
      },
    };
    await expect(seedOnce(orm, failing, city)).rejects.toThrow('power cut');
    expect(await orm.em.fork().execute('select count(*) as n from loan')).toEqual([{ n: 0 }]);
    expect(await seedOnce(orm, library, city)).not.toBeNull();
    await orm.close(true);
  });

  it('that holds another city is named with both', async () => {
    const orm = await openDatabase({ url: `sqlite:${join(folder, 'other.sqlite')}`, subgraph: library });
    await migrate(orm);
    await seedOnce(orm, library, { seed: 1, scale: 0.001 });
    expect(await seedOnce(orm, library, { seed: 1, scale: 0.001 })).toBeNull();
    await expect(seedOnce(orm, library, { seed: 1, scale: 0.01 })).rejects.toThrow(
      "library's database holds the city of seed 1, scale 0.001, not of seed 1, scale 0.01",
    );
    await orm.close(true);
  });

  it('that is no database is named, with what to do', async () => {
    const file = join(folder, 'broken.sqlite');
    writeFileSync(file, 'no database at all, but long enough to be looked at '.repeat(40));
    const opening = openDatabase({ url: `sqlite:${file}`, subgraph: library });
    await expect(opening).rejects.toMatchObject({ name: 'StartError', message: expect.stringContaining(file) });
    await expect(opening).rejects.toThrow('Restore the file from a copy');
  });

  it.each([
    ['in its header', () => 0],
    ['in the page that lists its tables', () => 100],
    ['in the middle', (size: number) => Math.floor(size / 2 / 4096) * 4096],
    ['in its last page', (size: number) => size - 4096],
  ])('with garbage %s is named before anybody is served from it', async (_, at) => {
    const whole = join(folder, 'whole.sqlite');
    const orm = await openDatabase({ url: `sqlite:${whole}`, subgraph: library });
    await migrate(orm);
    await seedOnce(orm, library, city);
    await orm.close(true);
    const damaged = join(folder, `damaged-${at(40_960)}.sqlite`);
    copyFileSync(whole, damaged);
    const file = openSync(damaged, 'r+');
    const { size } = fstatSync(file);
    writeSync(file, Buffer.alloc(4096, 0xa5), 0, Math.min(4096, size - at(size)), at(size));
    closeSync(file);
    const opening = openDatabase({ url: `sqlite:${damaged}`, subgraph: library });
    await expect(opening).rejects.toMatchObject({ name: 'StartError' });
    await expect(opening).rejects.toThrow(`library's database ${damaged} cannot be used`);
  });

  it('whose list of migrations is no such list is named, not thrown', async () => {
    const orm = await openDatabase({ url: `sqlite:${join(folder, 'list.sqlite')}`, subgraph: library });
    await orm.em.getConnection().execute('create view schema_migration as select 1 as one');
    await expect(migrate(orm)).rejects.toMatchObject({ name: 'StartError' });
    await orm.close(true);
  });

  it('that cannot be reached is named without its password', async () => {
    const opening = openDatabase({ url: 'mysql://city:hunter2@127.0.0.1:1/citygraph_library', subgraph: library });
    await expect(opening).rejects.toThrow(/127\.0\.0\.1:1\/citygraph_library cannot be used/);
    await expect(opening).rejects.toThrow(/^(?!.*hunter2)/s);
  });

  it('whose migration fails says which', async () => {
    const broken = {
      ...library,
      migrations: [
        ...library.migrations,
        migration('library-0002-again', (schema) => [schema.createTable('loan').addColumn('id', 'integer')]),
      ],
    };
    const orm = await openDatabase({ url: `sqlite:${join(folder, 'migration.sqlite')}`, subgraph: broken });
    await expect(migrate(orm)).rejects.toMatchObject({
      name: 'StartError',
      message: expect.stringContaining('library-0002-again failed'),
    });
    await orm.close(true);
  });
});
