import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { agriculture } from '../index.ts';
import { INSPECT, RECORD } from '../testing/batch-documents.ts';
import { type Asker, asks, BARN, city, NOW, RICE, RICE_LOT } from '../testing/countryside.ts';
import { TraceBatch } from './trace-batch.entity.ts';
import { TraceEvent } from './trace-event.entity.ts';

describe('a batch that eight write at one moment', () => {
  const department = testSubgraph(agriculture, { commits: true, seed: (em) => agriculture.seed(em, city), now: NOW });
  const eight = <T>(act: (n: number) => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: 8 }, (_, n) => act(n)));
  const record = (over: Record<string, unknown>, who: Asker = 'cooperative') =>
    department.as(asks[who]).run(RECORD, { gtin: RICE, place: BARN, ...over });
  const intact = async (lot: string) =>
    (
      await department
        .as(asks.nobody)
        .entity('TraceBatch', { gtin: RICE, lot }, 'chainIntact eventsConnection(first: 100) { nodes { sequence } }')
    ).data;

  it('is opened once, whether the request has a key or not', async () => {
    for (const key of [null, 'open']) {
      const lot = `RACE-${key}`;
      const answers = await eight(() => record({ lot, step: 'commissioning', key }));
      expect(answers.map(({ errors }) => errors)).toEqual(Array(8).fill(undefined));
      expect(new Set(answers.map(({ data }) => data.recordTraceEvent.eventHash)).size).toBe(1);
      expect(await department.em().count(TraceBatch, { gtin: RICE, lot })).toBe(1);
      expect((await intact(lot)).eventsConnection.nodes).toHaveLength(1);
    }
  });

  it('has every event of all, in one unbroken chain', async () => {
    const places = city.places.slice(0, 8).map(({ id }) => id);
    const answers = await eight((n) =>
      record({ lot: RICE_LOT, step: 'storing', place: places[n] }, n % 2 ? 'shopkeeper' : 'cooperative'),
    );
    expect(answers.map(({ errors }) => errors)).toEqual(Array(8).fill(undefined));
    const { chainIntact, eventsConnection } = await intact(RICE_LOT);
    expect(chainIntact).toBe(true);
    expect(eventsConnection.nodes).toHaveLength(19);
  });

  it('is inspected once by one report', async () => {
    const answers = await eight((n) =>
      department
        .as(asks.inspector)
        .run(INSPECT, { gtin: RICE, lot: RICE_LOT, number: 'SPJD-RACE', passed: n % 2 === 0, place: BARN }),
    );
    const codes = answers.map(({ errors }) => errors?.[0]?.extensions.code ?? 'ok').sort();
    expect(codes).toEqual([...Array(4).fill('CONFLICT'), ...Array(4).fill('ok')]);
    expect((await intact(RICE_LOT)).chainIntact).toBe(true);
    expect(await department.em().count(TraceEvent, { batchKey: `${RICE} ${RICE_LOT}`, bizStep: 'inspecting' })).toBe(2);
  });
});
