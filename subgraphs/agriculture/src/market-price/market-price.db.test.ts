import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { agriculture } from '../index.ts';
import { type Asker, asks, city, NOW } from '../testing/countryside.ts';
import { MarketPrice } from './market-price.entity.ts';
import { MARKETS } from './market-price.rules.ts';

const [HELONG, SHELING] = MARKETS;
const PUBLISH =
  'mutation P($commodity: String!, $market: String!, $cents: Cents!, $at: Date) { publishMarketPrice(commodity: $commodity, market: $market, centsPerKg: $cents, at: $at) { commodity market at centsPerKg correctedAt } }';
const CORRECT =
  'mutation C($market: String!, $at: Date!, $cents: Cents!, $reason: String!) { correctMarketPrice(commodity: "maize", market: $market, at: $at, centsPerKg: $cents, reason: $reason) { centsPerKg correctedAt } }';

describe('market prices', () => {
  const department = testSubgraph(agriculture, { seed: (em) => agriculture.seed(em, city), now: NOW });
  const read = (query: string) => department.as(asks.nobody).run(`{ ${query} }`);
  const publish = (over: Record<string, unknown> = {}, who: Asker = 'inspector') =>
    department.as(asks[who]).run(PUBLISH, { commodity: 'maize', market: HELONG, cents: 238, ...over });
  const correct = (over: Record<string, unknown> = {}, who: Asker = 'inspector') =>
    department
      .as(asks[who])
      .run(CORRECT, { market: HELONG, at: '2026-11-01', cents: 240, reason: '录入有误', ...over });

  it('of the last week are read by anybody, the latest first, of every market', async () => {
    const { data, errors } = await read('marketPrices(commodity: "maize") { market centsPerKg at }');
    expect(errors).toBeUndefined();
    expect(data.marketPrices).toHaveLength(21);
    const days = data.marketPrices.map(({ at }: { at: string }) => at);
    expect(days).toEqual([...days].sort().reverse());
    expect([days[0], days.at(-1)]).toEqual(['2026-11-01', '2026-10-26']);
    expect((await read('marketPrices(commodity: "rice", last: 60) { at }')).data.marketPrices).toHaveLength(180);
    expect((await read('marketPrices(commodity: "rice", last: null) { at }')).data.marketPrices).toHaveLength(21);
  });

  it.each([
    ['marketPrices(commodity: "wheat") { at }', 'commodity'],
    ['marketPrices(commodity: "maize", last: 0) { at }', 'last'],
    ['marketPrices(commodity: "maize", last: 61) { at }', 'last'],
    ['marketPricesConnection(commodity: "gold") { nodes { at } }', 'commodity'],
    ['marketPricesConnection(commodity: "maize", market: "Chicago") { nodes { at } }', 'market'],
    ['marketPricesConnection(commodity: "maize", from: "2026-11-01", to: "2026-10-01") { nodes { at } }', 'to'],
    ['marketPricesConnection(commodity: "maize", first: 0) { nodes { at } }', 'first'],
  ])('are not asked for as %s', async (query, argument) => {
    expect((await read(query)).errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument });
  });

  it('page by market and days, in either order', async () => {
    const span = `commodity: "maize", market: "${SHELING}", from: "2026-10-01", to: "2026-10-10"`;
    const latest = await read(
      `marketPricesConnection(${span}, first: 4) { nodes { at market } pageInfo { hasNextPage endCursor } }`,
    );
    expect(latest.data.marketPricesConnection.nodes.map(({ at }: { at: string }) => at)).toEqual([
      '2026-10-10',
      '2026-10-09',
      '2026-10-08',
      '2026-10-07',
    ]);
    const { endCursor } = latest.data.marketPricesConnection.pageInfo;
    const next = await read(
      `marketPricesConnection(${span}, first: 100, after: "${endCursor}") { nodes { at } pageInfo { hasNextPage } }`,
    );
    expect(next.data.marketPricesConnection.nodes).toHaveLength(6);
    expect(next.data.marketPricesConnection.pageInfo.hasNextPage).toBe(false);
    const oldest = await read(`marketPricesConnection(${span}, first: 1, oldestFirst: true) { nodes { at } }`);
    expect(oldest.data.marketPricesConnection.nodes).toEqual([{ at: '2026-10-01' }]);
  });

  it('are published once a day, market and commodity, and put right with a reason', async () => {
    expect((await publish()).data.publishMarketPrice).toEqual({
      commodity: 'maize',
      market: HELONG,
      at: '2026-11-02',
      centsPerKg: 238,
      correctedAt: null,
    });
    expect((await publish({ cents: 240 })).errors?.[0]).toMatchObject({
      message: expect.stringContaining('is published; correct it'),
      extensions: { code: 'CONFLICT' },
    });
    expect((await publish({ commodity: 'rice' })).errors).toBeUndefined();
    expect((await correct({ at: '2026-11-02' })).data.correctMarketPrice).toEqual({
      centsPerKg: 240,
      correctedAt: '2026-11-02T09:00:00+08:00',
    });
    expect((await read('marketPrices(commodity: "maize", last: 1) { centsPerKg }')).data.marketPrices).toEqual([
      { centsPerKg: 240 },
    ]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['of nothing', { cents: 0 }, 'centsPerKg'],
    ['below nothing', { cents: -5 }, 'centsPerKg'],
    ['beyond reason', { cents: 9_007_199_254_740_991 }, 'centsPerKg'],
    ['of a commodity that is none', { commodity: 'gold' }, 'commodity'],
    ['at a market that is none', { market: 'Chicago' }, 'market'],
    ['of tomorrow', { at: '2026-11-03' }, 'at'],
    ['of long ago', { at: '2026-10-01' }, 'at'],
  ])('%s are not published', async (_, over, argument) => {
    const before = await department.em().count(MarketPrice);
    expect((await publish(over)).errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument });
    expect(await department.em().count(MarketPrice)).toBe(before);
  });

  it('that were never published cannot be put right, nor without a reason', async () => {
    expect((await correct({ at: '2026-11-02' })).errors?.[0]?.extensions).toMatchObject({
      code: 'NOT_FOUND',
      argument: 'at',
    });
    expect((await correct({ reason: ' x ' })).errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'reason',
    });
  });

  it.each<[Asker, string]>([
    ['farmer', 'FORBIDDEN'],
    ['police', 'FORBIDDEN'],
    ['landOfficer', 'FORBIDDEN'],
    ['inspectorOnOtherCase', 'FORBIDDEN'],
    ['inspectorWithoutPurpose', 'PURPOSE_REQUIRED'],
    ['nobody', 'UNAUTHENTICATED'],
  ])('are not published or put right by %s', async (who, code) => {
    expect((await publish({}, who)).errors?.[0]?.extensions.code).toBe(code);
    expect((await correct({}, who)).errors?.[0]?.extensions.code).toBe(code);
  });
});

describe('a price that eight publish at one moment', () => {
  const department = testSubgraph(agriculture, { commits: true, seed: (em) => agriculture.seed(em, city), now: NOW });

  it('is the one that came first', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        department.as(asks.inspector).run(PUBLISH, { commodity: 'potato', market: SHELING, cents: 190 + n }),
      ),
    );
    const codes = answers.map(({ errors }) => errors?.[0]?.extensions.code ?? 'ok').sort();
    expect(codes).toEqual([...Array(7).fill('CONFLICT'), 'ok']);
    expect(await department.em().count(MarketPrice, { commodity: 'potato', market: SHELING, at: '2026-11-02' })).toBe(
      1,
    );
  });
});
