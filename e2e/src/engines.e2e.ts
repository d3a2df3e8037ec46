import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { GraphQLAnswer } from './hub-client.ts';
import { type RunningHub, startHub } from './start-hub.ts';

interface Question {
  readonly title: string;
  readonly document: string;
  readonly variables?: Record<string, unknown>;
  /** Handle of the person whose question it is; absent: anybody's. */
  readonly askedBy?: string;
  readonly headers?: Record<string, string>;
}

let hub: RunningHub | null = null;

beforeAll(async () => {
  hub = await startHub();
}, 130_000);
afterAll(() => hub?.close());

it("answers every question of the explorer, for whoever asks, as Apollo's engine does", async () => {
  const first = await everyAnswer();
  const { dataDir, port } = hub as RunningHub;
  await hub?.stop();
  hub = await startHub({ dataDir, port, args: ['--engine', 'apollo'] });
  const second = await everyAnswer();
  expect(first.size).toBeGreaterThan(50);
  expect([...first.values()].filter((text) => text.includes('"code":"FORBIDDEN"')).length).toBeGreaterThan(5);
  expect(Object.fromEntries(first)).toEqual(Object.fromEntries(second));
}, 180_000);

/** Each question by each person who has one, and by nobody: what belongs to one is refused to the others. */
async function everyAnswer(): Promise<Map<string, string>> {
  const { explorer, ask } = hub as RunningHub;
  const { questions } = (await (await fetch(`${explorer}/explorer/settings.json`)).json()) as { questions: Question[] };
  const askers = new Set(questions.map(({ askedBy }) => askedBy));
  const told = new Map<string, string>();
  for (const { title, document, variables, headers } of questions) {
    // A mutation changes what the second hub would answer; who saw what, each asking changes.
    if (/^\s*mutation|dataAccesses/m.test(document)) continue;
    for (const as of askers) {
      const answer = await ask(document, variables, { ...(as && { as }), ...(as && headers && { headers }) });
      told.set(`${title} as ${as ?? 'nobody'}`, sorted(answer));
    }
  }
  return told;
}

/** Apollo does not always keep the order of the query, and neither keeps one among errors. */
function sorted({ status, text }: GraphQLAnswer): string {
  const { data, errors = [] } = JSON.parse(text) as { data: unknown; errors?: unknown[] };
  const inOrder = JSON.stringify(data ?? null, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );
  return `${status} ${inOrder} ${errors
    .map((error) => JSON.stringify(error))
    .sort()
    .join()}`;
}
