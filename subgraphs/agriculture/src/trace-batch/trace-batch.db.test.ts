import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { agriculture } from '../index.ts';
import { INSPECT, RECORD } from '../testing/batch-documents.ts';
import {
  type Asker,
  asks,
  BARN,
  CARRIER,
  COOPERATIVE,
  city,
  FIELD,
  MAIZE_PLOT,
  NOW,
  OTHER_PLOT,
  RICE,
  RICE_LOT,
  RICE_PLOT,
  SHELF,
  SHOP,
} from '../testing/countryside.ts';
import { BatchInspection } from './batch-inspection.entity.ts';
import { TraceEvent } from './trace-event.entity.ts';

const LOT = 'L20261102';

describe('a batch', () => {
  const department = testSubgraph(agriculture, { seed: (em) => agriculture.seed(em, city), now: NOW });
  let minutes = 0;
  const record = (who: Asker, step: string, over: Record<string, unknown> = {}) => {
    department.clock.set(new Date(NOW.getTime() + ++minutes * 120_000));
    return department.as(asks[who]).run(RECORD, { gtin: RICE, lot: LOT, step, place: BARN, ...over });
  };
  const inspect = (who: Asker, over: Record<string, unknown> = {}) =>
    department
      .as(asks[who])
      .run(INSPECT, { gtin: RICE, lot: LOT, number: 'SPJD-1', passed: true, place: BARN, ...over });
  const codeOf = async (answer: ReturnType<typeof record>) => (await answer).errors?.[0]?.extensions.code ?? 'ok';

  it('goes from the plot to the shelf, each party recording its own steps', async () => {
    const opened = await record('cooperative', 'commissioning', { place: FIELD, plot: RICE_PLOT });
    expect(opened.errors).toBeUndefined();
    expect(opened.data.recordTraceEvent).toEqual({
      sequence: 1,
      bizStep: 'commissioning',
      bizStepUri: 'https://ref.gs1.org/cbv/BizStep-commissioning',
      action: 'ADD',
      eventTime: expect.stringMatching(/^2026-11-02T09:.*\+08:00$/),
      recordTime: opened.data.recordTraceEvent.eventTime,
      actor: { uscc: COOPERATIVE },
      readPoint: { id: FIELD },
      eventHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    for (const [who, step, place] of [
      ['cooperative', 'packing', BARN],
      ['cooperative', 'shipping', BARN],
      ['carrier', 'loading', BARN],
      ['carrier', 'unloading', SHELF],
      ['shopkeeper', 'receiving', SHELF],
      ['shopkeeper', 'retail_selling', SHELF],
    ] as const) {
      expect([step, await codeOf(record(who, step, { place }))]).toEqual([step, 'ok']);
    }
    const { data } = await department
      .as(asks.nobody)
      .run(
        'query T($g: GTIN!, $l: String!) { traceBatch(gtin: $g, lot: $l) { chainIntact harvestSeason originPlot { id } harvestedCrop { code variety } eventsConnection(first: 2) { nodes { bizStep actor { uscc } } pageInfo { hasNextPage } } } }',
        { g: RICE, l: LOT },
      );
    expect(data.traceBatch).toEqual({
      chainIntact: true,
      harvestSeason: '2026',
      originPlot: { id: RICE_PLOT },
      harvestedCrop: { code: 'rice', variety: expect.any(String) },
      eventsConnection: {
        nodes: [
          { bizStep: 'retail_selling', actor: { uscc: SHOP } },
          { bizStep: 'receiving', actor: { uscc: SHOP } },
        ],
        pageInfo: { hasNextPage: true },
      },
    });
  });

  it('keeps the crop of its harvest when the plot moves on', async () => {
    await department
      .as(asks.farmer)
      .run(
        'mutation S($p: ID!) { startSeason(plotId: $p, season: "2027", crop: "soybean", startedOn: "2026-11-01") { id } }',
        { p: RICE_PLOT },
      );
    const { data } = await department
      .as(asks.nobody)
      .run(
        'query T($g: GTIN!, $l: String!) { traceBatch(gtin: $g, lot: $l) { harvestSeason harvestedCrop { code } originPlot { season crop { code } } } }',
        { g: RICE, l: RICE_LOT },
      );
    expect(data.traceBatch).toEqual({
      harvestSeason: '2026',
      harvestedCrop: { code: 'rice' },
      originPlot: { season: '2027', crop: { code: 'soybean' } },
    });
  });

  it('records the same step of a party at a place within a minute once, and with a key whenever it comes', async () => {
    const first = await record('cooperative', 'commissioning', { key: 'k' });
    const again = (over = {}) =>
      department.as(asks.cooperative).run(RECORD, { gtin: RICE, lot: LOT, step: 'storing', place: BARN, ...over });
    const stored = await again();
    expect(await again()).toEqual(stored);
    expect((await again({ place: SHELF })).data.recordTraceEvent.sequence).toBe(3);
    department.clock.set(new Date(department.clock.now().getTime() + 60_000));
    expect((await again()).data.recordTraceEvent.sequence).toBe(4);
    expect(
      await department
        .as(asks.cooperative)
        .run(RECORD, { gtin: RICE, lot: LOT, step: 'commissioning', place: BARN, key: 'k' }),
    ).toEqual(first);
    expect(
      await codeOf(
        department.as(asks.cooperative).run(RECORD, { gtin: RICE, lot: LOT, step: 'packing', place: BARN, key: 'k' }),
      ),
    ).toBe('CONFLICT');
  });

  it.each<[string, Asker, string, Record<string, unknown>, string, string, string?]>([
    ['a step before it is opened', 'cooperative', 'packing', {}, 'CONFLICT', 'is not opened yet'],
    ['an opening by a seller', 'shopkeeper', 'commissioning', {}, 'FORBIDDEN', 'by the brand owner', 'bizStep'],
    ['a stranger', 'stranger', 'commissioning', {}, 'FORBIDDEN', 'only a representative', 'gtin'],
    [
      'the farmer, who does not stand for the cooperative',
      'farmer',
      'commissioning',
      {},
      'FORBIDDEN',
      'only a representative',
      'gtin',
    ],
    [
      'a party the viewer does not stand for',
      'shopkeeper',
      'receiving',
      { actor: COOPERATIVE },
      'FORBIDDEN',
      'only a representative',
      'actorUscc',
    ],
    [
      'a place that is none',
      'cooperative',
      'commissioning',
      { place: 'plc_none' },
      'BAD_USER_INPUT',
      'no such place',
      'placeId',
    ],
    ['a step that is none', 'cooperative', 'harvesting', {}, 'BAD_USER_INPUT', 'is no business step', 'bizStep'],
    ['an inspection', 'cooperative', 'inspecting', {}, 'BAD_USER_INPUT', 'recordInspection', 'bizStep'],
    [
      'a lot that is none',
      'cooperative',
      'commissioning',
      { lot: 'two words' },
      'BAD_USER_INPUT',
      'as on the label',
      'lot',
    ],
    [
      'goods that are not traced',
      'cooperative',
      'commissioning',
      { gtin: '6912345678902' },
      'NOT_FOUND',
      'is no produce that is traced',
      'gtin',
    ],
    [
      "somebody else's plot",
      'cooperative',
      'commissioning',
      { plot: OTHER_PLOT },
      'FORBIDDEN',
      'no such plot',
      'originPlotId',
    ],
    [
      'a plot that is none',
      'cooperative',
      'commissioning',
      { plot: 'plot_none' },
      'FORBIDDEN',
      'no such plot',
      'originPlotId',
    ],
    [
      'a plot of another crop',
      'cooperative',
      'commissioning',
      { plot: MAIZE_PLOT },
      'BAD_USER_INPUT',
      'the plot grows maize, the product is rice',
      'originPlotId',
    ],
    [
      'a plot after the opening',
      'cooperative',
      'packing',
      { lot: RICE_LOT, plot: RICE_PLOT },
      'BAD_USER_INPUT',
      'when the batch is opened',
      'originPlotId',
    ],
    ['a second opening', 'cooperative', 'commissioning', { lot: RICE_LOT }, 'CONFLICT', 'commissioned already'],
    ['nobody', 'nobody', 'packing', { lot: RICE_LOT }, 'UNAUTHENTICATED', 'Sign in'],
  ])('does not take %s', async (...[, who, step, over, code, message, argument]) => {
    const before = await department.em().count(TraceEvent);
    const { data, errors } = await record(who, step, over);
    expect(data).toEqual({ recordTraceEvent: null });
    expect(errors?.[0]).toMatchObject({ message: expect.stringContaining(message), extensions: { code } });
    if (argument) expect(errors?.[0]?.extensions.argument).toBe(argument);
    expect(await department.em().count(TraceEvent)).toBe(before);
  });

  it('lets who stands for several parties act for the one the step belongs to, or the one that is named', async () => {
    const both = {
      ...asks.shopkeeper,
      standing: { ...asks.shopkeeper.standing, represents: [SHOP, CARRIER, COOPERATIVE] },
    } as typeof asks.shopkeeper;
    const act = (step: string, actor?: string) => {
      department.clock.set(new Date(NOW.getTime() + ++minutes * 120_000));
      return department.as(both).run(RECORD, { gtin: RICE, lot: RICE_LOT, step, place: SHELF, actor });
    };
    expect((await act('retail_selling')).data.recordTraceEvent.actor.uscc).toBe(COOPERATIVE);
    expect((await act('retail_selling', SHOP)).data.recordTraceEvent.actor.uscc).toBe(SHOP);
    expect((await act('receiving')).data.recordTraceEvent.actor.uscc).toBe(SHOP);
    expect((await act('loading')).data.recordTraceEvent.actor.uscc).toBe(CARRIER);
  });

  it('that fails its inspection is held back until it passes one, and may be destroyed', async () => {
    for (const step of ['commissioning', 'packing']) await record('cooperative', step);
    expect((await inspect('inspector', { passed: false, remark: ' 水分超标 ' })).data.recordInspection).toEqual({
      inspectionPassed: false,
      chainIntact: true,
      inspections: { nodes: [{ inspectionNumber: 'SPJD-1', passed: false, remark: '水分超标' }] },
      events: [
        { bizStep: 'commissioning', actor: { uscc: COOPERATIVE } },
        { bizStep: 'packing', actor: { uscc: COOPERATIVE } },
        { bizStep: 'inspecting', actor: { uscc: '11220100MB1C105785' } },
      ],
    });
    expect((await record('cooperative', 'shipping')).errors?.[0]).toMatchObject({
      message: 'The batch failed its latest inspection; shipping waits until it passes one.',
      extensions: { code: 'CONFLICT' },
    });
    expect((await inspect('inspector', { number: 'SPJD-2' })).data.recordInspection.inspectionPassed).toBe(true);
    expect(await codeOf(record('cooperative', 'shipping'))).toBe('ok');
    expect((await record('cooperative', 'destroying')).data.recordTraceEvent.action).toBe('DELETE');
    expect(await codeOf(record('shopkeeper', 'receiving'))).toBe('CONFLICT');
    expect(await codeOf(inspect('inspector', { number: 'SPJD-3' }))).toBe('CONFLICT');
  });

  it('takes a report once; results stand', async () => {
    const first = await inspect('inspector', { lot: RICE_LOT });
    expect(first.data.recordInspection.inspectionPassed).toBe(true);
    expect(await inspect('inspector', { lot: RICE_LOT })).toEqual(first);
    expect((await inspect('inspector', { lot: RICE_LOT, passed: false })).errors?.[0]).toMatchObject({
      message: expect.stringContaining('results stand'),
      extensions: { code: 'CONFLICT' },
    });
    expect(await department.em().count(BatchInspection, { inspectionNumber: 'SPJD-1' })).toBe(1);
  });

  it.each<[Asker, string]>([
    ['cooperative', 'FORBIDDEN'],
    ['farmer', 'FORBIDDEN'],
    ['police', 'FORBIDDEN'],
    ['landOfficer', 'FORBIDDEN'],
    ['adjuster', 'FORBIDDEN'],
    ['inspectorOnOtherCase', 'FORBIDDEN'],
    ['inspectorOfOtherTown', 'FORBIDDEN'],
    ['inspectorWithoutPurpose', 'PURPOSE_REQUIRED'],
    ['nobody', 'UNAUTHENTICATED'],
  ])('is not inspected by %s, whether it exists or not', async (who, code) => {
    const known = await inspect(who, { lot: RICE_LOT });
    expect(known.errors?.[0]?.extensions.code).toBe(code);
    expect((await inspect(who, { lot: 'L-none' })).errors?.[0]?.message).toBe(known.errors?.[0]?.message);
  });

  it.each([
    ['a report without a number', { number: '' }, 'inspectionNumber'],
    ['a number with a space', { number: 'SPJD 1' }, 'inspectionNumber'],
    ['an empty remark', { remark: ' ' }, 'remark'],
    ['a lot that is none', { lot: '' }, 'lot'],
  ])('is not inspected with %s', async (_, over, argument) => {
    expect((await inspect('inspector', { lot: RICE_LOT, ...over })).errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument,
    });
  });

  it('shows that its chain was tampered with', async () => {
    const intact = async () =>
      (await department.as(asks.nobody).entity('TraceBatch', { gtin: RICE, lot: RICE_LOT }, 'chainIntact')).data
        .chainIntact;
    expect(await intact()).toBe(true);
    await department
      .em()
      .nativeUpdate(TraceEvent, { batchKey: `${RICE} ${RICE_LOT}`, sequence: 3 }, { placeId: SHELF });
    expect(await intact()).toBe(false);
  });

  it('shows the latest hundred events in order, and knows of the others', async () => {
    const lot = 'LONG';
    await record('cooperative', 'commissioning', { lot });
    for (let n = 0; n < 101; n++) expect(await codeOf(record('cooperative', 'storing', { lot }))).toBe('ok');
    const { data } = await department
      .as(asks.nobody)
      .entity('TraceBatch', { gtin: RICE, lot }, 'chainIntact events { sequence }');
    expect(data.chainIntact).toBe(true);
    expect(data.events.map(({ sequence }: { sequence: number }) => sequence)).toEqual(
      Array.from({ length: 100 }, (_, n) => n + 3),
    );
  });

  it('says which business steps a page can be asked for', async () => {
    const ask = (step: string) =>
      department
        .as(asks.nobody)
        .entity(
          'TraceBatch',
          { gtin: RICE, lot: RICE_LOT },
          `eventsConnection(bizStep: "${step}") { nodes { bizStep } }`,
        );
    expect((await ask('inspecting')).data.eventsConnection.nodes).toEqual([{ bizStep: 'inspecting' }]);
    expect((await ask('eating')).errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'bizStep',
    });
  });
});
