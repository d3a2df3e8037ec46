import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * `npm run soak:lines`: takes each line of `gateway/src/testing/named-lines.json` away in turn and runs the suite that is to notice. A case of which no line is
 * named, or that stays green without its line, proves nothing. With `--name` the arguments that follow (`<suite>:<file>:<line>`) are tried, and what they turn red is
 * written into the file; without, the file is held against what is seen.
 */
const LIST = 'gateway/src/testing/named-lines.json';

const SUITES: Readonly<
  Record<string, { readonly file: string; readonly caseOf: (title: readonly string[]) => string | undefined }>
> = {
  hostile: {
    file: 'gateway/src/hostile-vendor.test.ts',
    caseOf: (title) => /plays ([\w-]+),/.exec(title.join(' '))?.[1],
  },
  conformance: {
    file: 'gateway/src/conformance.test.ts',
    caseOf: ([name, claim]) => (claim === 'holds' ? name : undefined),
  },
};

interface NamedLine {
  readonly suite: string;
  readonly file: string;
  readonly line: string;
  /** Cases that fail without it. */
  readonly red: readonly string[];
}

const folder = await mkdtemp(join(tmpdir(), 'citygraph-lines-'));
try {
  const known = JSON.parse(await readFile(LIST, 'utf8').catch(() => '[]')) as NamedLine[];
  if (process.argv[2] === '--name') await name(known, process.argv.slice(3));
  else await verify(known);
} finally {
  await rm(folder, { recursive: true });
}

async function name(known: NamedLine[], wanted: readonly string[]): Promise<void> {
  const lines = [...known];
  for (const text of wanted) {
    const [suite = '', file = '', ...rest] = text.split(':');
    const line = rest.join(':');
    if (lines.some((other) => other.suite === suite && other.file === file && other.line === line)) continue;
    const red = await redWithout(suite, file, line);
    process.stdout.write(`${red.length} red without ${file}: ${line}\n`);
    if (red.length === 0) continue;
    lines.push({ suite, file, line, red });
    await writeFile(LIST, `${JSON.stringify(lines, null, 2)}\n`);
  }
}

async function verify(lines: readonly NamedLine[]): Promise<void> {
  for (const { suite, file, line, red } of lines) {
    const seen = await redWithout(suite, file, line);
    const green = red.filter((one) => !seen.includes(one));
    process.stdout.write(
      `${green.length === 0 ? 'as named' : `green: ${green.join(', ')}`} without ${file}: ${line}\n`,
    );
    if (green.length > 0) process.exitCode = 1;
  }
}

async function redWithout(suite: string, file: string, line: string): Promise<string[]> {
  const chosen = SUITES[suite];
  if (!chosen) throw new Error(`There is no suite ${suite}; there are ${Object.keys(SUITES).join(', ')}.`);
  const report = join(folder, 'report.json');
  await rm(report, { force: true });
  await new Promise<void>((resolve) => {
    const args = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '-w', '1', '--selectProjects', 'unit'];
    const child = spawn(process.execPath, [...args, '--json', `--outputFile=${report}`, '--', chosen.file], {
      stdio: 'ignore',
      env: { ...process.env, CITYGRAPH_WITHOUT: `${file}:${line}`, NODE_NO_WARNINGS: '1' },
      // Without some lines nothing ever ends.
      timeout: 300_000,
      killSignal: 'SIGKILL',
    });
    child.once('exit', () => resolve());
  });
  const text = await readFile(report, 'utf8').catch(() => null);
  if (text === null) return [];
  const { testResults } = JSON.parse(text) as {
    testResults: { assertionResults: { ancestorTitles: string[]; title: string; status: string }[] }[];
  };
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  const red = results.filter(({ status }) => status === 'failed');
  // Where everything fails the line was no defence but the house itself.
  if (red.length === results.length) return [];
  return [...new Set(red.flatMap(({ ancestorTitles, title }) => chosen.caseOf([...ancestorTitles, title]) ?? []))];
}
