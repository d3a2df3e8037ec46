import { migrate, openDatabase, type Subgraph } from '@citygraph/kit';
import { type HubConfig, readConfig } from './config.ts';
import { lockFolder, usableFolder } from './data-folder.ts';
import { databaseOf } from './database-of.ts';
import { members } from './departments.ts';

/** `npm run migrate`: brings every department's database up to date without starting anything. */
try {
  const config = readConfig(process.argv.slice(2));
  if (config === 'help') console.log('npm run migrate -- [--data <folder>] [--database <url>]');
  else await bringAllUpToDate(config);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function bringAllUpToDate(config: HubConfig): Promise<void> {
  usableFolder(config.dataDir);
  const release = lockFolder(config.dataDir);
  try {
    for (const department of members) await bringUpToDate(department, config);
  } finally {
    release();
  }
}

async function bringUpToDate(department: Subgraph, config: HubConfig): Promise<void> {
  const orm = await openDatabase({ url: databaseOf(config, department.name), subgraph: department });
  try {
    const applied = await migrate(orm);
    console.log(`${department.name}: ${applied.length === 0 ? 'up to date' : applied.join(', ')}`);
  } finally {
    await orm.close(true);
  }
}
