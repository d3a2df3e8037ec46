import { migrate, openDatabase } from '@citygraph/kit';
import { readConfig } from './config.ts';
import { databaseOf } from './database-of.ts';
import { departments } from './departments.ts';

/** `npm run migrate`: brings every department's database up to date without starting anything. */
try {
  const config = readConfig(process.argv.slice(2));
  if (config === 'help') throw new Error('npm run migrate -- [--data <folder>] [--database <url>]');
  for (const department of departments) {
    const orm = await openDatabase({ url: databaseOf(config, department.name), subgraph: department });
    try {
      const applied = await migrate(orm);
      console.log(`${department.name}: ${applied.length === 0 ? 'up to date' : applied.join(', ')}`);
    } finally {
      await orm.close(true);
    }
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
