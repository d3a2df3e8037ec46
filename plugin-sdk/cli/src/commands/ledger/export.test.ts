import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { type Desk, openDesk } from '../../testing/desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

/** The latest first, an hour apart. */
const accesses = Array.from({ length: 230 }, (_, index) => ({
  id: `exr_${index}`,
  at: new Date(Date.UTC(2026, 10, 20) - index * 3_600_000).toISOString(),
  app: 'app-lender',
  purpose: 'credit-assessment',
  coordinates: ['Resident.name'],
  receivers: [],
}));

beforeEach(async () => {
  await desk.tidy();
  await desk.signIn();
  desk.hub.on('me', {
    id: 'res_1',
    // The hub gives a hundred at most at once, and tells where the next begin.
    dataAccesses: accesses.slice(0, 100),
    dataAccessesConnection: ({ first, after }: { first: number; after: string | null }) => {
      const from = after === null || after === undefined ? 0 : Number(after);
      const nodes = accesses.slice(from, from + Math.min(first, 100));
      const end = from + nodes.length;
      return { nodes, pageInfo: { hasNextPage: end < accesses.length, endCursor: String(end) } };
    },
  });
});

it('brings every access, however many, and the file says how many and over what time', async () => {
  const { exit, envelope } = await desk.ask(['ledger', 'export', '--since', '2026-01-01', '--out', 'mine.jsonl']);
  const span = { count: 230, from: accesses.at(-1)?.at, to: accesses[0]?.at };
  expect([exit, envelope]).toMatchObject([0, { data: { ...span, file: 'mine.jsonl' } }]);
  const [head, ...rows] = (await readFile(join(desk.folder, 'mine.jsonl'), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(head).toEqual({ export: { ...span, since: expect.stringContaining('2026-01-01'), withOwn: false } });
  expect(rows.map(({ id }) => id)).toEqual(accesses.map(({ id }) => id));
});
