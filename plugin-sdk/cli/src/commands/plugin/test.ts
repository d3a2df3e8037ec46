import { spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { string } from '@oclif/core/flags';
import { CommandError } from '../../command-error.ts';
import { defineCommand } from '../../define-command.ts';
import { readProject } from '../../plugin/project.ts';
import { reasonOf } from '../../settings/write-file.ts';
import type { World } from '../../world.ts';

export const command = defineCommand({
  // The tests are stopped first.
  endsItself: true,
  flags: { manifest: string(), sdl: string() },
  examples: [
    ['citygraph plugin test', 'npm test of the plugin’s folder, from anywhere in it'],
    ['citygraph plugin test --manifest plugins/aqi/citygraph.yaml', 'Of another folder'],
    ['citygraph plugin test --json', 'For a pipeline: the tests’ own output is on stderr'],
  ],
  async run({ flags, world, m }) {
    const { folder } = await readProject(world.cwd, flags);
    const status = await npmTest(folder, world);
    if (world.signal.aborted) throw new CommandError('INTERRUPTED', 'error.interrupted');
    const passed = status === 0;
    return {
      data: { passed, status },
      text: passed ? [{ tone: 'good', text: m('say.tests-passed') }] : [],
      ...(!passed && { problem: new CommandError('REFUSED', 'error.tests-failed', { status }) }),
    };
  },
});

const PATIENCE_MS = 2_000;
const isWindows = process.platform === 'win32';

/** Runs `npm test` to its end: its status, the signal that ended it, or why it did not begin. Interrupted, whatever it started ends with it. */
function npmTest(folder: string, { env, signal, stderr }: World): Promise<number | string> {
  return new Promise((resolve) => {
    const npm = spawn('npm', ['test', '--silent'], {
      cwd: folder,
      env: { ...env, PATH: [dirname(process.execPath), env.PATH].filter(Boolean).join(delimiter) },
      // Data is for stdout.
      stdio: ['ignore', 'pipe', 'pipe'],
      // Where npm is a script, npm.cmd, only a shell finds it.
      shell: isWindows,
      // A group of its own: npm tells its shell of a signal, and the shell tells nobody.
      detached: !isWindows,
    });
    const end = (by: NodeJS.Signals): void => {
      if (npm.pid === undefined || isWindows) npm.kill(by);
      else if (npm.exitCode === null && npm.signalCode === null) process.kill(-npm.pid, by);
    };
    let impatience: NodeJS.Timeout | undefined;
    const interrupt = (): void => {
      end('SIGTERM');
      impatience = setTimeout(() => end('SIGKILL'), PATIENCE_MS);
    };
    signal.addEventListener('abort', interrupt, { once: true });
    for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (text) => stderr.write(String(text)));
    npm.once('error', (error) => resolve(reasonOf(error)));
    npm.once('close', (code, by) => {
      clearTimeout(impatience);
      signal.removeEventListener('abort', interrupt);
      resolve(code ?? by ?? '?');
    });
    if (signal.aborted) interrupt();
  });
}
