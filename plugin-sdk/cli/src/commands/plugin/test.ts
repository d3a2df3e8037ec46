import { delimiter, dirname } from 'node:path';
import { string } from '@oclif/core/flags';
import { CommandError } from '../../command-error.ts';
import { defineCommand } from '../../define-command.ts';
import { isWindows, startGroup } from '../../dev/process-group.ts';
import { readProject } from '../../plugin/project.ts';
import { reasonOf } from '../../settings/write-file.ts';
import type { World } from '../../world.ts';

export const command = defineCommand({
  // The tests are stopped first.
  endsItself: true,
  flags: { manifest: string(), sdl: string() },
  examples: [
    [
      'citygraph plugin test',
      { en: 'npm test of the plugin’s folder, from anywhere in it', zh: '在插件目录内的任何位置运行其 npm test' },
    ],
    ['citygraph plugin test --manifest plugins/aqi/citygraph.yaml', { en: 'Of another folder', zh: '另一个目录' }],
    [
      'citygraph plugin test --json',
      { en: 'For a pipeline: the tests’ own output is on stderr', zh: '供流水线使用：测试自身的输出写到标准错误' },
    ],
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

/** Runs `npm test` to its end: its status, the signal that ended it, or why it did not begin. Whatever it started ends with it. */
async function npmTest(folder: string, { env, signal, stderr }: World): Promise<number | string> {
  const npm = startGroup({
    file: 'npm',
    args: ['test', '--silent'],
    folder,
    env: { ...env, PATH: [dirname(process.execPath), env.PATH].filter(Boolean).join(delimiter) },
    // Data is for stdout.
    said: (text) => stderr.write(text),
    // There npm is a script, npm.cmd.
    shell: isWindows,
  });
  const interrupted = new Promise<string>((resolve) => {
    const end = (): void => resolve('SIGTERM');
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
  try {
    return await Promise.race([npm.ended, npm.started.then(() => interrupted, reasonOf)]);
  } finally {
    await npm.stop();
  }
}
