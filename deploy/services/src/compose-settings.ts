import { StartError } from '@citygraph/contract';
import { readConfig } from './config.ts';
import { GENERATED, writeCompose } from './write-compose.ts';

/** `npm run compose:settings [-- --seed <number> --scale <share>]`: settings and secrets of every container, made once. */
try {
  const config = readConfig(process.argv.slice(2));
  if (config === 'help') {
    console.log('npm run compose:settings -- [--seed <number>] [--scale <share>]   (2016 and 0.001)');
  } else {
    const { users } = await writeCompose(GENERATED, { seed: config.seed ?? 2016, scale: config.scale ?? 0.001 });
    console.log(`Settings are in ${GENERATED}: readable by you only, keep them out of any repository.`);
    for (const [handle, password] of Object.entries(users)) console.log(`  ${handle.padEnd(24)}${password}`);
  }
} catch (error) {
  console.error(error instanceof StartError ? error.message : error);
  process.exitCode = 1;
}
