import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Benchmark, RunOptions } from '../benchmark.ts';
import { type CpuProfile, type Share, summariseProfile } from '../processes/summarise-profile.ts';
import { startCity } from './bench-city.ts';
import { citygraph } from './contenders/citygraph.ts';
import { fillerSubgraphs } from './graph/filler-subgraphs.ts';
import { type Mode, PERSONAL, QUESTIONS, type QuestionName } from './graph/questions.ts';
import { type LoadProcess, startLoad } from './load/load-process.ts';
import { measure, requestsIn, warmUp } from './measure.ts';

const SHOWN = 18;

interface ProfiledCase {
  readonly question: QuestionName | 'personal';
  readonly mode: Mode;
  readonly subgraphs: number;
  /** Subgraphs that are taken for vendors'. */
  readonly vendors?: readonly string[];
  /** An app of a third party asks, by grants and consents. */
  readonly policy?: boolean;
  readonly ledger?: boolean;
}

const CASES: readonly (ProfiledCase & { readonly title: string })[] = [
  { title: 'heavy', question: 'heavy', mode: 'unshared', subgraphs: 4 },
  { title: 'light', question: 'light', mode: 'unshared', subgraphs: 4 },
  { title: 'light, from a vendor', question: 'light', mode: 'unshared', subgraphs: 4, vendors: ['government'] },
  {
    title: 'personal, by a third party’s app',
    question: 'personal',
    mode: 'unshared',
    subgraphs: 4,
    policy: true,
    ledger: true,
  },
  { title: 'heavy, written down', question: 'heavy', mode: 'unshared', subgraphs: 4, ledger: true },
  { title: 'light among 200 subgraphs', question: 'light', mode: 'unshared', subgraphs: 200 },
];

/** Not part of a run of all: it answers no question about others, and profiling slows what it looks at. */
export const profileBenchmark: Benchmark = {
  name: 'profile',
  description: 'where our own CPU goes, by place and by function',
  async run({ engine, seconds }) {
    await using open = new AsyncDisposableStack();
    const load = open.adopt(await startLoad(), (it) => it.close());
    for (const { title, ...wanted } of CASES) {
      const { places, functions } = summariseProfile(await profileOf(load, { ...wanted, engine, seconds }));
      process.stdout.write(`${title}\n${lines(places)}\n\n${lines(functions)}\n\n`);
    }
    return [];
  },
};

async function profileOf(
  load: LoadProcess,
  {
    question,
    mode,
    subgraphs,
    vendors = [],
    policy = false,
    ledger = false,
    engine,
    seconds,
  }: ProfiledCase & Pick<RunOptions, 'engine' | 'seconds'>,
): Promise<CpuProfile> {
  await using open = new AsyncDisposableStack();
  const city = open.adopt(await startCity({ subgraphs: fillerSubgraphs(subgraphs - 4) }), (it) => it.close());
  const folder = open.adopt(await mkdtemp(join(tmpdir(), 'citygraph-bench-profile-')), (it) =>
    rm(it, { recursive: true }),
  );
  const nodeArguments = ['--cpu-prof', `--cpu-prof-dir=${folder}`];
  const gateway = await citygraph({ engine, nodeArguments, vendors, policy, ledger }).start(city);
  const job = { query: question === 'personal' ? PERSONAL : QUESTIONS[question], mode };
  const pace = await warmUp({ city, load }, gateway, job);
  await measure({ city, load }, gateway, { ...job, until: requestsIn(seconds, pace) });
  await gateway.close();
  const profiles = await Promise.all(
    (await readdir(folder)).map(async (file) => JSON.parse(await readFile(join(folder, file), 'utf8')) as CpuProfile),
  );
  // Worker threads write profiles of their own; the one with the most samples is the loop that answers.
  const [longest] = profiles.toSorted((one, other) => other.samples.length - one.samples.length);
  if (!longest) throw new Error('The gateway left no profile.');
  return longest;
}

const lines = (shares: readonly Share[]): string =>
  shares
    .slice(0, SHOWN)
    .map(({ what, percent }) => `  ${percent.toFixed(1).padStart(5)} %  ${what}`)
    .join('\n');
