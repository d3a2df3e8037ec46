import type { Benchmark, Comparison } from '../benchmark.ts';
import { describeMachine, machineLine } from '../report/machine.ts';
import { figure, table } from '../report/table.ts';
import { endByTargets } from '../report/targets.ts';
import { publish } from '../report/write-results.ts';
import { ask } from './ask.ts';
import { startCity } from './bench-city.ts';
import { type CitygraphOptions, citygraph } from './contenders/citygraph.ts';
import { clientRequest, PERSONAL, QUESTIONS, type QuestionName } from './graph/questions.ts';
import { startLoad } from './load/load-process.ts';
import { type Figures, measure, medianFigures, requestsIn, warmUp } from './measure.ts';
import { sealingCosts } from './sealing-costs.ts';

const ASKED = { ...QUESTIONS, personal: PERSONAL } as const;

interface Variant {
  readonly question: QuestionName | 'personal';
  readonly name: string;
  readonly options: Partial<CitygraphOptions>;
  /** CPU more than without it that is promised. */
  readonly mostPercent?: number;
}

/** What each protection costs, against the same without it. */
const PAIRS: readonly (readonly [Variant, Variant])[] = [
  [
    { question: 'heavy', name: 'personal data, nothing written down', options: {} },
    { question: 'heavy', name: 'personal data, ledger on', options: { ledger: true }, mostPercent: 15 },
  ],
  [
    { question: 'personal', name: 'the city’s own app, nobody has decided anything', options: { ledger: true } },
    {
      question: 'personal',
      name: 'an app of a third party, by one of 1,000 grants and the consent of all shown',
      options: { policy: true, ledger: true },
    },
  ],
  [
    { question: 'light', name: 'no vendor in the graph', options: {} },
    { question: 'light', name: 'a vendor in the graph, not asked', options: { vendors: ['commerce'] }, mostPercent: 5 },
  ],
  [
    { question: 'light', name: 'one fetch from a department', options: {} },
    {
      question: 'light',
      name: 'the same from a vendor, through the firewall',
      options: { vendors: ['government'] },
      mostPercent: 25,
    },
  ],
];

/** What the compiler makes of one process stays with it for its life, and moves a figure by a fifth: each side is started anew, and the median is taken over all. */
const STARTS = 3;
/** A light request costs half more until some 25,000 were answered. */
const WARM_UP_SECONDS = [1, 4, 15];

/** A refusal costs less than what it would be compared with. */
async function assertShown(url: string): Promise<void> {
  const { text } = await ask(url, clientRequest(PERSONAL, 'shared', 0));
  const { errors } = JSON.parse(text) as { errors?: unknown };
  if (errors) throw new Error(`Nothing is shown: ${JSON.stringify(errors).slice(0, 300)}`);
}

export const trustBenchmark: Benchmark = {
  name: 'trust',
  description: 'what policy, ledger and firewall cost our gateway, CPU a request',
  async run({ engine, seconds, rounds }) {
    await using open = new AsyncDisposableStack();
    const load = open.adopt(await startLoad(), (it) => it.close());
    const city = open.adopt(await startCity(), (it) => it.close());
    const rows: { question: Variant['question']; name: string; figures: Figures }[] = [];
    for (const pair of PAIRS) {
      const sides = pair.map((variant) => ({ ...variant, figures: [] as Figures[] }));
      for (let start = 0; start < STARTS; start++) {
        await using running = new AsyncDisposableStack();
        const started = [];
        for (const { question, options, figures } of sides) {
          const gateway = running.adopt(await citygraph({ engine, ...options }).start(city), (it) => it.close());
          if (question === 'personal') await assertShown(gateway.url);
          const job = { query: ASKED[question], mode: 'unshared' } as const;
          started.push({ gateway, job, pace: await warmUp({ city, load }, gateway, job, WARM_UP_SECONDS), figures });
        }
        for (let round = 0; round < rounds; round++) {
          for (const { gateway, job, pace, figures } of started) {
            figures.push(await measure({ city, load }, gateway, { ...job, until: requestsIn(seconds, pace) }));
          }
        }
      }
      rows.push(...sides.map(({ question, name, figures }) => ({ question, name, figures: medianFigures(figures) })));
    }
    const sealing = sealingCosts();
    const machine = describeMachine();
    const markdown = table(
      ['question', 'how', 'CPU ms', 'p50 / p99 ms'],
      rows.map(({ question, name, figures: { cpuMs, p50, p99 } }) => [
        question,
        name,
        figure(cpuMs),
        `${figure(p50)} / ${figure(p99)}`,
      ]),
    );
    await publish(
      'trust',
      { machine, engine, rows, sealing },
      `${machineLine(machine)}\n\n${markdown}\n\nSealing an id for the first time takes ${figure(sealing.firstMicroseconds)} µs, one that is remembered ${figure(sealing.rememberedMicroseconds)} µs.`,
    );
    const of = (wanted: string) => rows.find(({ name }) => name === wanted)?.figures.cpuMs ?? Number.NaN;
    endByTargets(
      PAIRS.flatMap(([without, withIt]) => {
        const { name, mostPercent } = withIt;
        const is = 100 * (of(name) / of(without.name) - 1);
        return mostPercent === undefined ? [] : [{ what: `CPU more, ${name}`, is, most: mostPercent, unit: '%' }];
      }),
    );
    return PAIRS.flatMap(([without, withIt]): Comparison[] => {
      const title = `${without.question}: ${withIt.name}`;
      const [first, second] = [without, withIt].map(({ name }) => ({ name, value: of(name) }));
      return first && second ? [{ title, unit: 'ms', rows: [first, second] }] : [];
    });
  },
};
