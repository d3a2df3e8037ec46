import { spawn } from 'node:child_process';
import { relative } from 'node:path';

export interface Ended {
  /** null: it could not be started. */
  readonly code: number | null;
  /** What it printed, errors among it. */
  readonly text: string;
}

/** Runs a program to its end. */
export function runChild(command: string, argv: readonly string[], cwd: string): Promise<Ended> {
  return new Promise((resolve) => {
    // The flags of the test runner around us are not the child's.
    const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, ...env } = process.env;
    const child = spawn(command, argv, { cwd, env });
    let text = '';
    const keep = (chunk: unknown): void => {
      text += String(chunk);
    };
    for (const stream of [child.stdout, child.stderr]) stream.on('data', keep);
    child.once('error', ({ message }) => resolve({ code: null, text: message }));
    child.once('close', (code) => resolve({ code, text }));
  });
}

/**
 * Plugins' own tests, as `npm test` runs them, with this repository's packages as they are; all files in one process, which loads the hub once (templates.e2e.ts runs the
 * script itself).
 */
export const runPluginTests = (within: string, folders: readonly string[]): Promise<Ended> =>
  runChild(
    process.execPath,
    [
      ...['--conditions=@citygraph/source', '--no-warnings', '--test', '--test-isolation=none'],
      ...folders.map((folder) => `${relative(within, folder)}/test/**/*.test.ts`),
    ],
    within,
  );
