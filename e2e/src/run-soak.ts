import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { greenWithout, linesOf, NAMED_LINES, readNamedLines } from './named-lines.ts';
import { jestResults } from './run-jest.ts';

/**
 * `npm run soak`: the long forms of what every run tries a bounded number of times. Writes what came of it to `e2e/soak.json`, for the repository. Arguments
 * choose among the names below.
 */
const SUITES: Readonly<Record<string, string>> = {
  kills: 'gateway/src/ledger/killed-ledger.test.ts',
  differential: 'gateway/src/execution/differential.test.ts',
  'fuzzed-values': 'gateway/src/execution/compiled/boundary/boundary.test.ts',
  publishing: 'marketplace/registry/src/graph-set/strained-heads.test.ts',
  'fuzzed-bytes': 'gateway/src/fuzzed-vendor.test.ts',
};
/** Runs no suite of its own: every list's suites, once without each of its lines. */
const LINES = 'named-lines';
const NAMES = [...Object.keys(SUITES), LINES];
const RESULT = 'e2e/soak.json';

interface Tried {
  readonly title: string;
  readonly status: string;
  readonly seconds: number;
}

const chosen = process.argv.slice(2);
const unknown = chosen.find((name) => !NAMES.includes(name));
if (unknown !== undefined) {
  process.stderr.write(`There is no long form ${unknown}; there are ${NAMES.join(', ')}.\n`);
  process.exit(2);
}

for (const name of chosen.length > 0 ? chosen : NAMES) {
  process.stdout.write(`${name}\n`);
  const tests = name === LINES ? await tryLines() : await trySuite(SUITES[name] ?? '');
  if (tests.length === 0 || tests.some(({ status }) => status !== 'passed')) process.exitCode = 1;
  const result = {
    date: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    cpu: cpus()[0]?.model.trim(),
    cores: cpus().length,
    tests,
  };
  await writeFile(RESULT, `${JSON.stringify({ ...(await earlier()), [name]: result }, null, 2)}\n`);
  for (const { title, status, seconds } of tests) process.stdout.write(`  ${status} in ${seconds} s: ${title}\n`);
}

async function earlier(): Promise<Record<string, object>> {
  const text = await readFile(RESULT, 'utf8').catch(() => '{}');
  return JSON.parse(text) as Record<string, object>;
}

async function trySuite(suite: string): Promise<Tried[]> {
  const results = await jestResults(['--selectProjects', 'unit', '--', suite], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { CITYGRAPH_SOAK: 'yes' },
  });
  // The long forms say in their names how often they tried.
  return results
    .filter(({ title }) => /\d/.test(title))
    .map(({ title, status, duration = 0 }) => ({ title, status, seconds: Math.round(duration / 1_000) }));
}

async function tryLines(): Promise<Tried[]> {
  const tried: Tried[] = [];
  for (const path of NAMED_LINES) {
    const since = performance.now();
    const list = readNamedLines('.', path);
    let green = 0;
    for (const named of list.lines) {
      const cases = await greenWithout(list, named);
      green += cases.length;
      const lines = linesOf(named).map(({ file, line }) => `${file}: ${line}`);
      for (const name of cases) process.stdout.write(`  ${name} stays green without ${lines.join(', ')}\n`);
    }
    const count = list.lines.reduce((sum, { cases }) => sum + cases.length, 0);
    tried.push({
      title: `${path}: ${count} cases fail without one of ${list.lines.length} lines, and of ${list.unnamed.length} no line is known`,
      status: green === 0 ? 'passed' : 'failed',
      seconds: Math.round((performance.now() - since) / 1_000),
    });
  }
  return tried;
}
