import { runAdmissionCommand } from './command/run-admission-command.ts';

const lineTo = (stream: NodeJS.WriteStream) => (text: string) => void stream.write(`${text}\n`);

process.exitCode = await runAdmissionCommand(process.argv.slice(2), lineTo(process.stdout), lineTo(process.stderr));
