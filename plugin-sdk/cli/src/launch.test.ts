import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';

const LAUNCH = new URL('./launch.ts', import.meta.url).href;

/** The status of a command of whose streams nobody reads one. */
async function statusUnread(stream: 'stdout' | 'stderr', ...argv: string[]): Promise<number | null> {
  const child = spawn(
    process.execPath,
    [
      '--no-warnings',
      '--conditions=@citygraph/source',
      '-e',
      `import(${JSON.stringify(LAUNCH)}).then((m) => m.launch())`,
      'citygraph',
      ...argv,
    ],
    { stdio: 'pipe', env: { PATH: process.env.PATH, LANG: 'en', NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE } },
  );
  child[stream].destroy();
  child[stream === 'stdout' ? 'stderr' : 'stdout'].resume();
  const [status] = await once(child, 'exit');
  return status as number | null;
}

describe('a command that nobody reads', () => {
  it('ends with its own status where its faults go nowhere', async () => {
    expect(await statusUnread('stderr', 'explain', 'NONNUL')).toBe(3);
  }, 60_000);

  it('does not end well because its data go nowhere', async () => {
    expect(await statusUnread('stdout', 'explain', 'NONNUL', '--json')).toBe(3);
    expect(await statusUnread('stdout', 'explain', 'NONNULL')).toBe(0);
  }, 60_000);
});
