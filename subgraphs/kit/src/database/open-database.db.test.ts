import { mkdtempSync, writeFileSync } from 'node:fs';
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
