import { spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { string } from '@oclif/core/flags';
import { CommandError } from '../../command-error.ts';
import { defineCommand } from '../../define-command.ts';
import { readProject } from '../../plugin/project.ts';

export const command = defineCommand({
  flags: { manifest: string(), sdl: string() },
  examples: [
    ['citygraph plugin test', 'npm test of the plugin’s folder, from anywhere in it'],
    ['citygraph plugin test --manifest plugins/aqi/citygraph.yaml', 'Of another folder'],
    ['citygraph plugin test --json', 'For a pipeline: the tests’ own output is on stderr'],
  ],
  async run({ flags, world, m }) {
    const { folder } = await readProject(world.cwd, flags);
    const status = await new Promise<number | string>((resolve) => {
      const npm = spawn('npm', ['test', '--silent'], {
        cwd: folder,
        env: { ...world.env, PATH: [dirname(process.execPath), world.env.PATH].filter(Boolean).join(delimiter) },
        // Data is for stdout.
        stdio: ['ignore', 'pipe', 'pipe'],
        signal: world.signal,
      });
      for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (text) => world.stderr.write(String(text)));
      npm.once('error', ({ message }) => resolve(message));
      npm.once('close', (code, signal) => resolve(code ?? signal ?? 'nothing'));
    });
    const passed = status === 0;
    return {
      data: { passed, status },
      text: passed ? [{ tone: 'good', text: m('say.tests-passed') }] : [],
      ...(!passed && { problem: new CommandError('REFUSED', 'error.tests-failed', { status }) }),
    };
  },
});
