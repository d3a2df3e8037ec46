import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Starts a file of the registry as a process of its own, from source. `script` is named from `src`. */
export function runFromSource(script: string, args: readonly string[]): ChildProcessWithoutNullStreams {
  const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
  const loader = new URL('./from-source.mjs', import.meta.url).href;
  return spawn(
    process.execPath,
    ['--no-warnings', '--conditions=@citygraph/source', '--import', loader, at(`../${script}`), ...args],
    { env: { NODE_ENV: 'production', NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '' } },
  );
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs it to its end. */
export async function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr };
}
