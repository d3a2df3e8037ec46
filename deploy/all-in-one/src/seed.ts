import { StartError } from '@citygraph/contract';
import { FLAGS, type HubConfig, readConfig } from './config.ts';
import { lockFolder, usableFolder } from './data-folder.ts';
import { seedCity } from './seed-city.ts';
import { settleCity } from './settle-city.ts';

/**
 * `npm run seed -- --scale 0.01`: makes and fills the databases without serving anything. The hub runs it too, in a process of its
 * own, so that what seeding needs is not what serving keeps; that process works in the folder that the hub holds.
 */
try {
  const config = readConfig(process.argv.slice(2));
  if (config === 'help') {
    console.log(`npm run seed -- [flags]\n${FLAGS}`);
  } else {
    const release = process.channel ? followHub(process.channel) : hold(config.dataDir);
    await seed(config).finally(release);
  }
} catch (error) {
  console.error(error instanceof StartError ? error.message : error);
  process.exitCode = 1;
}

async function seed(config: HubConfig): Promise<void> {
  const began = performance.now();
  const { digest, residents } = await seedCity(settleCity(config), ({ name, milliseconds, reason }) => {
    if (reason !== null) {
      console.log(`${name} cannot be seeded: ${reason}`);
      process.exitCode = 1;
    } else if (milliseconds !== null) console.log(`Seeding ${name} took ${(milliseconds / 1000).toFixed(1)} s.`);
  });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const peak = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(`${residents} residents in ${seconds} s, ${peak} MB at most; digest of the city ${digest.slice(0, 16)}.`);
}

function hold(folder: string): () => void {
  usableFolder(folder);
  return lockFolder(folder);
}

/** Nobody wants the work any more when the hub that began it is gone. What is half-done is rolled back by the database. */
function followHub(channel: NonNullable<typeof process.channel>): () => void {
  const end = (): void => process.exit(1);
  process.once('disconnect', end);
  channel.unref();
  return () => process.off('disconnect', end);
}
