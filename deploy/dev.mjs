import { spawn } from 'node:child_process';

// `npm run dev`: compile on save, restart the hub when its output changes.
const options = { stdio: 'inherit' };
const compiler = spawn('tsc', ['-b', '--watch', '--preserveWatchOutput'], options);
const hub = spawn(
  process.execPath,
  ['--watch', '--watch-preserve-output', 'deploy/all-in-one/dist/main.js', ...process.argv.slice(2)],
  options,
);
const stop = () => {
  compiler.kill();
  hub.kill();
};
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
compiler.once('exit', () => hub.kill());
hub.once('exit', () => compiler.kill());
