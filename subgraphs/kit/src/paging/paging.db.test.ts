import { describe, expect, it } from '@jest/globals';
import { resident, testSubgraph } from '../testing/index.ts';
import { Loan, library } from '../testing/library/library.ts';

const READERS = ['res_a', 'res_b', 'res_c'];

/** Ninety loans, thirty a reader, in pairs lent at the same moment. */
const loans = Array.from({ length: 90 }, (_, i) => ({
  id: i + 1,
  readerId: READERS[i % 3] ?? '',
  title: `Book ${String(i % 10)}`,
  lentAt: new Date(Date.UTC(2026, 0, 1 + Math.floor(i / 6))),
}));

describe('a connection', () => {
  const city = testSubgraph(library, {
    async seed(em) {
      await em.insertMany(Loan, loans as never[]);
    },
  });
  const reader = city.as(resident('res_a', { guardianOf: ['res_b', 'res_c', 'res_none'] }));

  async function walk(ask: (after: string | null) => Promise<{ nodes: { title: string }[]; pageInfo: PageInfo }>) {
    const titles: string[] = [];
    let after: string | null = null;
    for (let pages = 1; ; pages++) {
      const { nodes, pageInfo }: Awaited<ReturnType<typeof ask>> = await ask(after);
      titles.push(...nodes.map(({ title }) => title));
      expect(pageInfo.hasPreviousPage).toBe(after !== null);
      if (!pageInfo.hasNextPage) return { titles, pages };
      after = pageInfo.endCursor;
    }
  }
  interface PageInfo {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    endCursor: string | null;
  }
  const ASK = 'nodes { title } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';

  it.each([false, true])(
    'shows every row once, in order, however the pages fall (descending: %s)',
    async (descending) => {
      const expected = loans.map(({ title }) => title).sort();
      if (descending) expected.reverse();
      for (const first of [1, 7, 30, 100]) {
        const { titles, pages } = await walk(async (after) => {
          const { data } = await reader.run(
            `query T($first: Int!, $after: String, $descending: Boolean!) { titles(first: $first, after: $after, descending: $descending) { ${ASK} } }`,
            { first, after, descending },
          );
          return data.titles;
        });
        expect(titles).toEqual(expected);
        expect(pages).toBe(Math.ceil(90 / first));
      }
    },
  );

  it("pages each parent's rows on its own, ties broken by the key", async () => {
    const { titles } = await walk(async (after) => {
      const { data } = await reader.entity(
        'Resident',
        { id: 'res_b' },
        `loansConnection(first: 4${after ? `, after: "${after}"` : ''}) { ${ASK} }`,
      );
      return data.loansConnection;
    });
    const own = loans.filter(({ readerId }) => readerId === 'res_b');
    own.sort((a, b) => b.lentAt.getTime() - a.lentAt.getTime() || a.id - b.id);
    expect(titles).toEqual(own.map(({ title }) => title));
  });

  it('asks once for any number of parents, and knows a parent without rows', async () => {
    const keys = [...READERS, 'res_none'].map((id) => ({ id }));
    const ask = (of: typeof keys) =>
      reader.entities('Resident', of, `loansConnection(first: 2) { ${ASK} edges { cursor } }`);
    const { data } = await ask(keys);
    expect(
      data.map(({ loansConnection }: { loansConnection: { nodes: unknown[] } }) => loansConnection.nodes.length),
    ).toEqual([2, 2, 2, 0]);
    expect(data[3].loansConnection.pageInfo).toEqual({
      hasNextPage: false,
      hasPreviousPage: false,
      startCursor: null,
      endCursor: null,
    });
    expect(await city.statements(() => ask(keys))).toBe(await city.statements(() => ask(keys.slice(0, 1))));
  });

  it.each([
    ['no rows', 'first: 0', 'first: 0 is no size of a page; give 1 to 100.'],
    ['less than no rows', 'first: -3', 'first: -3 is no size of a page; give 1 to 100.'],
    ['too many rows', 'first: 101', 'first: 101 is no size of a page; give 1 to 100.'],
    ['an invented cursor', 'after: "abc"', 'after: this is no cursor of this list'],
    ['an empty cursor', 'after: ""', 'after: this is no cursor of this list'],
    ['a monstrous cursor', `after: "${'A'.repeat(5000)}"`, 'after: this is no cursor of this list'],
  ])('refuses %s', async (_, args, message) => {
    for (const { errors } of [
      await reader.run(`{ titles(${args}) { nodes { title } } }`),
      await reader.entity('Resident', { id: 'res_a' }, `loansConnection(${args}) { nodes { title } }`),
    ]) {
      expect(errors?.[0]).toMatchObject({
        message: expect.stringContaining(message),
        extensions: { code: 'BAD_USER_INPUT', argument: expect.stringMatching(/^(first|after)$/) },
      });
    }
  });

  it('refuses a cursor of another list, another order, or with other values in it', async () => {
    const { data } = await reader.run('{ titles(first: 1) { pageInfo { endCursor } } }');
    const cursor: string = data.titles.pageInfo.endCursor;
    const forge = (change: (parts: unknown[]) => unknown[]) =>
      Buffer.from(JSON.stringify(change(JSON.parse(Buffer.from(cursor, 'base64url').toString())))).toString(
        'base64url',
      );
    const [stamp] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const endless = Buffer.from(`["${stamp}","Book 1",1e999]`).toString('base64url');
    for (const [query, after] of [
      ['descending: true', cursor],
      ['descending: false', forge(([stamp, , id]) => [stamp, { $ne: '' }, id])],
      ['descending: false', forge(([stamp, title]) => [stamp, title])],
      ['descending: false', forge(([stamp, title]) => [stamp, title, '1 or 1=1'])],
      ['descending: false', forge(([stamp, , id]) => [stamp, 'a\0b', id])],
      ['descending: false', endless],
    ] as const) {
      const { errors } = await reader.run(
        `query T($after: String) { titles(first: 1, ${query}, after: $after) { nodes { title } } }`,
        { after },
      );
      expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    }
  });
});
