import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type PluginUnderTest, testPlugin } from '../test-plugin.ts';
import { aqiPlugin } from '../testing/aqi.ts';
import { smallCity } from '../testing/small-city.ts';

type Reference = Readonly<Record<string, unknown>>;

/** How the plugin answers references just now. */
let resolve: (reference: Reference) => unknown = (reference) => reference;
let spoil: (rows: unknown[]) => unknown[] = (rows) => rows;
const sizes: number[] = [];
let given: object | null = null;

describe('a fuzzed plugin', () => {
  let hub: PluginUnderTest;
  let batch: { reference: Reference; settle(value: unknown): void }[] = [];
  /** As a loader does it: all references of one request at once. */
  const inBatches = (reference: Reference): Promise<unknown> =>
    new Promise((settle) => {
      batch.push({ reference, settle });
      if (batch.length > 1) return;
      setImmediate(() => {
        const together = batch;
        batch = [];
        sizes.push(together.length);
        const rows = spoil(together.map((one) => resolve(one.reference)));
        together.forEach((one, at) => void one.settle(rows[at] ?? null));
      });
    });
  beforeAll(async () => {
    hub = await testPlugin(
      aqiPlugin({
        typeDefs: `scalar DivisionCode
          type AdminDivision @key(fields: "code") { code: DivisionCode! aqi_index: Int @sensitivity(level: "S1") aqi_advice: [String!] @sensitivity(level: "S1") }
          input AqiWindow { from: Date! to: Date } enum AqiUnit { PPM UGM3 } scalar Date scalar GeoJSON
          type Place @key(fields: "id") { id: ID! aqi_name: String @sensitivity(level: "S1")
            aqi_of(window: AqiWindow!, unit: AqiUnit!, near: GeoJSON!, ids: [ID!]!, year: Int): Int @sensitivity(level: "S1") }
          type AqiSensor @key(fields: "id") @sensitivity(level: "S1") { id: ID! model: String! }`,
        manifest: { extends: ['AdminDivision', 'Place'] },
        resolvers: {
          Query: {},
          Place: {
            aqi_name: ({ id }: { id: string }) => id.toUpperCase(),
            aqi_of(_: unknown, args: object) {
              given = args;
              return 1;
            },
          },
        },
        references: { AdminDivision: inBatches, Place: (reference) => resolve(reference), AqiSensor: () => null },
      }),
      { schema: await smallCity(), rules: 'report' },
    );
    expect(hub.warnings).toEqual([]);
  });
  afterAll(() => hub?.close());

  it('that answers every reference in its order passes, a hundred at once included', async () => {
    const report = await hub.fuzz({ runs: 20 });
    expect(report).toMatchObject({ problems: [], types: ['AdminDivision', 'Place', 'AqiSensor'] });
    expect(report.asked).toBeGreaterThan(100);
    expect(Math.max(...sizes)).toBeGreaterThan(50);
  }, 180_000);

  it('is given the arguments that its fields need', () => {
    expect(given).toEqual({
      window: { from: expect.stringMatching(/^2026-/) },
      unit: 'PPM',
      near: expect.objectContaining({ type: 'Point' }),
      ids: [expect.any(String)],
    });
  });

  it('may answer null for what it does not know', async () => {
    resolve = (reference) => (reference.code === '220104' ? reference : null);
    expect((await hub.fuzz({ runs: 10 })).problems).toEqual([]);
  });

  it('that crashes on a key is told on which, and what it threw', async () => {
    resolve = (reference) => {
      if (!/^[\w-]*$/.test(String(reference.id ?? ''))) throw new Error(`no row for ${String(reference.id).length}`);
      return reference;
    };
    const { problems } = await hub.fuzz({ types: ['Place'], runs: 50 });
    expect(problems).toMatchObject([
      { type: 'Place', message: expect.stringContaining('The plugin threw Error: no row for') },
    ]);
    expect(problems[0]?.keys).toHaveLength(1);
  });

  it('that answers in its own order is told which reference got another’s answer', async () => {
    resolve = (reference) => reference;
    spoil = (rows) => [...rows].sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
    const { problems } = await hub.fuzz({ types: ['AdminDivision'] });
    expect(problems).toMatchObject([
      { type: 'AdminDivision', message: expect.stringContaining('answer references in their order') },
    ]);
  });
});

it('says that there is nothing to fuzz where no entity is', async () => {
  const hub = await testPlugin(
    aqiPlugin({
      typeDefs: 'type Query { aqi_city: Int @sensitivity(level: "S1") }',
      manifest: { extends: [] },
      resolvers: { Query: { aqi_city: () => 1 } },
    }),
    { schema: await smallCity(), rules: 'report' },
  ).catch((error: unknown) => error);
  if (hub instanceof Error) throw hub;
  await expect((hub as PluginUnderTest).fuzz()).rejects.toThrow('nothing to fuzz');
  await (hub as PluginUnderTest).close();
});
