import { isDeepStrictEqual } from 'node:util';
import type { RunOptions } from '../benchmark.ts';
import { dataOf } from './ask.ts';
import type { BenchCity } from './bench-city.ts';
import { citygraph } from './contenders/citygraph.ts';
import type { Contender, RunningGateway } from './contenders/contender.ts';
import { hiveRouter } from './contenders/hive-router.ts';
import { npmContenders } from './contenders/npm-contenders.ts';
import { QUESTIONS, type QuestionName } from './graph/questions.ts';

export interface Entrant {
  readonly contender: Contender;
  readonly gateway: RunningGateway;
}

export interface LineUp {
  /** Apollo first, ours last. */
  readonly entrants: readonly Entrant[];
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
  close(): Promise<void>;
}

type Reference = Record<QuestionName, unknown>;

const QUESTION_NAMES = Object.keys(QUESTIONS) as QuestionName[];

/** Starts every gateway that can be had and that answers as the first one does; says a word about each that is left out. */
export async function lineUp(city: BenchCity, { only, engine }: Pick<RunOptions, 'only' | 'engine'>): Promise<LineUp> {
  const all = [...(await npmContenders()), hiveRouter, citygraph({ engine })];
  const wanted = all.filter(({ id }) => only === null || only.includes(id));
  const entrants: Entrant[] = [];
  const skipped: { name: string; reason: string }[] = [];
  let reference: Reference | null = null;
  for (const contender of wanted) {
    const entered = await enter(contender, city, reference);
    if ('reason' in entered) {
      skipped.push({ name: contender.name, reason: entered.reason });
      process.stdout.write(`  without ${contender.name}: ${entered.reason}\n`);
    } else {
      reference ??= entered.answers;
      entrants.push(entered);
    }
  }
  return {
    entrants,
    skipped,
    async close() {
      await Promise.all(entrants.map(({ gateway }) => gateway.close()));
    },
  };
}

async function enter(
  contender: Contender,
  city: BenchCity,
  reference: Reference | null,
): Promise<(Entrant & { answers: Reference }) | { reason: string }> {
  let gateway: RunningGateway | null = null;
  try {
    const missing = await contender.prepare();
    if (missing !== null) return { reason: missing };
    gateway = await contender.start(city);
    const { url } = gateway;
    const answers = Object.fromEntries(
      await Promise.all(QUESTION_NAMES.map(async (name) => [name, await dataOf(url, name)] as const)),
    ) as Reference;
    const other = QUESTION_NAMES.find((name) => reference && !isDeepStrictEqual(answers[name], reference[name]));
    if (other === undefined) return { contender, gateway, answers };
    await gateway.close();
    return { reason: `its answer to ${other} is another than the first gateway's` };
  } catch (error) {
    await gateway?.close();
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}
