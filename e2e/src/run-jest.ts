import { type StdioOptions, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface JestOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdio?: StdioOptions;
}

/** Runs Jest in a process of its own; answers its exit code, 1 for one that was ended. */
export function runJest(args: readonly string[], { env, stdio = 'inherit' }: JestOptions = {}): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['node_modules/jest/bin/jest.js', ...args], {
      stdio,
      env: { ...process.env, ...env, NODE_NO_WARNINGS: '1' },
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

export interface JestResult {
  readonly title: string;
  /** The title with those of the groups that it is in. */
  readonly fullName: string;
  readonly status: string;
  /** ms */
  readonly duration?: number;
}

/** Runs Jest and answers what became of each test. */
export async function jestResults(args: readonly string[], options: JestOptions): Promise<readonly JestResult[]> {
  const folder = await mkdtemp(join(tmpdir(), 'citygraph-jest-'));
  try {
    const file = join(folder, 'report.json');
    await runJest(['--json', `--outputFile=${file}`, ...args], options);
    const { testResults } = JSON.parse(await readFile(file, 'utf8')) as {
      readonly testResults: readonly { readonly assertionResults: readonly JestResult[] }[];
    };
    return testResults.flatMap(({ assertionResults }) => assertionResults);
  } finally {
    await rm(folder, { recursive: true });
  }
}
