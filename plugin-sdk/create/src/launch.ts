import { readFile } from 'node:fs/promises';
import { fetchThrough } from '@citygraph/contract/fetch-through';
import { chooseLocale } from '@citygraph/contract/locale';
import { installPackages } from './command/install-packages.ts';
import { runCreateCommand } from './command/run-create-command.ts';

const lineTo = (stream: NodeJS.WriteStream) => (text: string) => void stream.write(`${text}\n`);
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interruption.abort());

const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
process.exitCode = await runCreateCommand({
  argv: process.argv.slice(2),
  version,
  within: process.cwd(),
  input: process.stdin,
  output: process.stderr,
  print: lineTo(process.stdout),
  complain: lineTo(process.stderr),
  locale: chooseLocale(undefined, process.env),
  signal: interruption.signal,
  fetch: fetchThrough(process.env),
  install: installPackages,
});
