import { StartError } from '@citygraph/contract';
import { banner } from './banner.ts';
import { FLAGS, readConfig } from './config.ts';
import type { Hub } from './start-hub.ts';

/** The longest a start that is called off takes to end. */
const END_MS = 1_900;

const began = performance.now();
const stopping = new AbortController();
let hub: Hub | null = null;

const stop = (): void => {
  stopping.abort();
  if (!hub) {
    // Nothing is half done: databases are made and filled in transactions.
    setTimeout(() => process.exit(0), END_MS).unref();
    return;
  }
  hub.close().then(
    () => process.exit(0),
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
};
process.once('SIGTERM', stop);
process.once('SIGINT', stop);

try {
  const config = readConfig(process.argv.slice(2));
  if (config === 'help') {
    console.log(`npm start -- [flags]\n${FLAGS}`);
  } else {
    // Loaded only now: who calls the start off while it loads is heard.
    const { startHub } = await import('./start-hub.ts');
    hub = await startHub(config, (line) => console.log(`  ${line}`), stopping.signal);
    if (stopping.signal.aborted) stop();
    else {
      console.log(
        banner({
          ...hub,
          down: hub.departments.flatMap(({ name, reason }) => (reason === null ? [] : [{ name, reason }])),
          seconds: (performance.now() - began) / 1000,
        }),
      );
      // Nobody waits for strangers: the city is ready without them.
      void hub.vendors?.run(hub);
    }
  }
} catch (error) {
  if (stopping.signal.aborted) process.exit(0);
  // A setting is the operator's to mend: a sentence. Anything else is ours: the stack as well.
  console.error(error instanceof StartError ? error.message : error);
  process.exit(1);
}
