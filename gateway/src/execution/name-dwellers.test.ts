import { expect, it } from '@jest/globals';
import { askDwellers } from '../policy/dwellers.ts';
import type { SubgraphClient } from '../transport/subgraph-client.ts';
import type { Disclosed, SubgraphReply, SubgraphRequest } from './engine.ts';
import { nameDwellers } from './name-dwellers.ts';

const request: SubgraphRequest = { body: '{}', operationName: null, isMutation: false, maxBytes: 1 };
const replying = (disclosed?: Disclosed): SubgraphReply => ({
  data: { usagePoint: { mrid: 'pt_1' } },
  errors: [],
  bytes: 1,
  isShared: false,
  ...(disclosed && { disclosed }),
});
const asked: string[][] = [];
const register = { plc_1: ['res_1', 'res_2'] };
const city = (answer: unknown = register) =>
  askDwellers(
    () =>
      ({
        async operate(_subgraph: string, _operation: string, { places }: { places: string[] }) {
          asked.push(places);
          if (answer instanceof Error) throw answer;
          return answer;
        },
      }) as unknown as SubgraphClient,
  );
const shown = (disclosed: Disclosed | undefined, dwellersOf = city(), isMutation = false) =>
  nameDwellers(
    async () => replying(disclosed),
    (places) => dwellersOf(places, {} as never),
  )('energy', { ...request, isMutation });

it('a dwelling’s meter is of those who live there, and what else was shown stays whose it is', async () => {
  const reply = await shown({ subjects: ['plc_1', 'res_2', 'res_9'], otherSide: ['91220100MA1C300226'], rows: 2 });
  expect(reply.disclosed).toEqual({
    subjects: ['res_1', 'res_2', 'res_9'],
    otherSide: ['91220100MA1C300226'],
    rows: 2,
  });
});

it('a place where nobody lives is named itself', async () => {
  expect((await shown({ subjects: ['plc_2'], rows: 1 })).disclosed?.subjects).toEqual(['plc_2']);
});

it('nobody is asked where no dwelling was shown, nor twice in a minute', async () => {
  asked.length = 0;
  const dwellersOf = city();
  await shown(undefined, dwellersOf);
  await shown({ subjects: ['res_1'], rows: 1 }, dwellersOf);
  expect(asked).toEqual([]);
  await shown({ subjects: ['plc_1'], rows: 1 }, dwellersOf);
  await shown({ subjects: ['plc_1', 'plc_2'], rows: 1 }, dwellersOf);
  expect(asked).toEqual([['plc_1'], ['plc_2']]);
});

it('a question that is under way is shared, and one that failed is asked again', async () => {
  asked.length = 0;
  const dwellersOf = city();
  const [one, other] = await Promise.all([
    shown({ subjects: ['plc_1'], rows: 1 }, dwellersOf),
    shown({ subjects: ['plc_1', 'plc_2'], rows: 1 }, dwellersOf),
  ]);
  expect([one?.disclosed?.subjects, other?.disclosed?.subjects]).toEqual([
    ['res_1', 'res_2'],
    ['res_1', 'res_2', 'plc_2'],
  ]);
  expect(asked).toEqual([['plc_1'], ['plc_2']]);
  asked.length = 0;
  const down = city(new Error('down'));
  await shown({ subjects: ['plc_1'], rows: 1 }, down);
  await shown({ subjects: ['plc_1'], rows: 1 }, down);
  expect(asked).toEqual([['plc_1'], ['plc_1']]);
});

it.each([
  ['cannot be reached', new Error('down')],
  ['answers something else', { plc_1: 'res_1' }],
])('nothing is shown of whom nobody names, when government %s', async (_, answer) => {
  const reply = await shown({ subjects: ['plc_1'], rows: 1 }, city(answer));
  expect(reply).toMatchObject({ data: null, errors: [{ code: 'DEPARTMENT_UNAVAILABLE' }] });
  expect(reply.disclosed).toBeUndefined();
  const done = await shown({ subjects: ['plc_1'], rows: 1 }, city(answer), true);
  expect(done.errors[0]?.message).toContain('The change was made');
});
