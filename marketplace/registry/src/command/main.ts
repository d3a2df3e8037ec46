import { command } from './command.ts';

const { code, lines } = await command(process.argv.slice(2));
(code === 0 ? process.stdout : process.stderr).write(`${lines.join('\n')}\n`);
process.exitCode = code;
