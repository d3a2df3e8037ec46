import { StartError } from '@citygraph/contract';
import { FLAGS, readConfig } from './config.ts';
import { servicesBanner } from './services-banner.ts';
import { type Services, startServices } from './start-services.ts';

const UNAVAILABLE = 'its fields answer DEPARTMENT_UNAVAILABLE.';
const CONSEQUENCES: Readonly<Record<string, string>> = {
  gateway: 'nobody is answered.',
  registry: 'the last policy goes on for 15 minutes, and nothing new is decided.',
};

/** `npm run start:services`: the services profile as plain processes, until SIGTERM or Ctrl-C. */
const began = performance.now();
let stopAsked = false;
let running: Services | null = null;

const stop = (): void => {
  if (stopAsked && running === null) process.exit(1);
  stopAsked = true;
  running?.close().then(
    () => process.exit(0),
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);

try {
  const config = readConfig(process.argv.slice(2));
  if (config === 'help') {
    console.log(`npm run start:services -- [flags]\n${FLAGS}`);
  } else {
    running = await startServices(config, (line) => console.log(`  ${line}`));
    console.log(servicesBanner(running, (performance.now() - began) / 1000));
    for (const { name, ended } of running.processes) {
      void ended.then((code) => {
        if (!stopAsked) console.error(`  ! ${name} ended with code ${code}: ${CONSEQUENCES[name] ?? UNAVAILABLE}`);
      });
    }
    if (stopAsked) stop();
  }
} catch (error) {
  console.error(error instanceof StartError ? error.message : error);
  process.exit(1);
}
