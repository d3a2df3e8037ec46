import { StartError } from '@citygraph/contract';
import { banner } from './banner.ts';
import { FLAGS, readConfig } from './config.ts';
import { startHub } from './start-hub.ts';

const began = performance.now();

try {
  const config = readConfig(process.argv.slice(2));
  if (config === 'help') {
    console.log(`npm start -- [flags]\n${FLAGS}`);
  } else {
    const hub = await startHub(config, (line) => console.log(`  ${line}`));
    console.log(
      banner({
        ...hub,
        down: hub.departments.flatMap(({ name, reason }) => (reason === null ? [] : [{ name, reason }])),
        seconds: (performance.now() - began) / 1000,
      }),
    );
    const stop = (): void => {
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
  }
} catch (error) {
  // A setting is the operator's to mend: a sentence. Anything else is ours: the stack as well.
  console.error(error instanceof StartError ? error.message : error);
  process.exit(1);
}
