import { spawn } from 'node:child_process';
import { installCommands } from './install-commands.ts';

/**
 * `npm run test:e2e`: every `.e2e.ts`, two at a time: each has a city of its own on ports of its own, and waits for it half of its time. Arguments go to Jest.
 *
 * What this machine lacks is installed before: two at once would ask one package manager.
 */
installCommands(['mariadbd', 'redis-server', 'java', 'mvn', 'chromium', 'python3-venv']);
const args = [
  '--experimental-vm-modules',
  'node_modules/jest/bin/jest.js',
  '--selectProjects',
  'e2e',
  '--maxWorkers=2',
];
const child = spawn(process.execPath, [...args, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, NODE_NO_WARNINGS: '1' },
});
child.once('exit', (code) => {
  process.exitCode = code ?? 1;
});
