import { beforeEach, describe, expect, it } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import type { Engine, Executable } from '../execution/engine.ts';
import { executableOf } from '../execution/executable-of.ts';
import { prepareOperation } from '../operation/prepare-operation.ts';
import type { ReadyOperation } from '../operation/ready-operation.ts';
import { NO_DEMANDS } from './need.ts';
import type { Variant } from './variant.ts';
import { isPlannedBeside, variantOf, variantsOf, wholeOf } from './variant-of.ts';

const FIELDS = Array.from({ length: 40 }, (_, number) => `f${number}`);
const schema = buildSchema(`type Query { ${FIELDS.map((field) => `${field}: Int`).join(' ')} }`);
const needs = FIELDS.map(
  (field) => [`Query.${field}`, { coordinate: `Query.${field}`, ...NO_DEMANDS, authenticated: true }] as const,
);
const graph = {
  apiSchema: schema,
  weights: { cost: new Map<string, number>(), listSize: new Map(), requires: new Map() },
  needs: {
    isLabelled: true,
    byCoordinate: new Map(needs),
    unlabelled: [],
    needsGrant: () => false,
    ways: {
      isPairwise: () => false,
      objectsOf: (type: string) => [type],
      leaderOf: () => null,
      given: (coordinate: string) => ({ coordinate, demands: NO_DEMANDS, needsGrant: true, isOfNamed: false }),
    },
  },
};
const BYTES = 1_000;
const executable: Executable = {
  execute: () => Promise.reject(new Error('Nothing is asked.')),
  bytes: BYTES,
  receivers: null,
};

let kept: number;
let operation: ReadyOperation;
let planned: (() => void)[];
beforeEach(() => {
  kept = 0;
  planned = [];
  const document = parse(`{ ${FIELDS.join(' ')} }`);
  operation = prepareOperation(
    document,
    null,
    'digest',
    graph,
    () => false,
    (bytes) => {
      kept += bytes;
    },
  );
});
const engine: Engine = { sealsIds: true, prepare: async () => executable, close: async () => {} };
const slow: Engine = { ...engine, prepare: () => new Promise((resolve) => planned.push(() => resolve(executable))) };
const without = (field: string): Variant => variantOf(operation, [`Query.${field}`]);

describe('what is kept of an operation', () => {
  it('is its plan and those of sixteen refused sets, and no bytes of what was forgotten', async () => {
    await executableOf(wholeOf(operation), engine);
    for (const field of FIELDS) await executableOf(without(field), engine);
    expect(kept).toBe(17 * BYTES);
    expect([...variantsOf(operation)]).toHaveLength(17);
    expect(variantOf(operation, [])).toBe(wholeOf(operation));
    // Again and again: each is made anew.
    for (const field of FIELDS) await executableOf(without(field), engine);
    expect(kept).toBe(17 * BYTES);
  });

  it('is nothing of a plan that was forgotten while it was made', async () => {
    const forgotten = executableOf(without('f0'), slow);
    for (const field of FIELDS.slice(1)) await executableOf(without(field), engine);
    expect(kept).toBe(16 * BYTES);
    planned[0]?.();
    expect(await forgotten).toBe(executable);
    expect(kept).toBe(16 * BYTES);
  });
});

it('a plan is one more than its text has paid for when another was made of it, or is being made', async () => {
  const first = without('f0');
  expect(isPlannedBeside(operation, first)).toBe(false);
  const planning = executableOf(first, slow);
  // Whoever asks for the same waits for it.
  expect(isPlannedBeside(operation, first)).toBe(false);
  expect(isPlannedBeside(operation, without('f1'))).toBe(true);
  expect(isPlannedBeside(operation, wholeOf(operation))).toBe(true);
  planned[0]?.();
  await planning;
  expect(isPlannedBeside(operation, first)).toBe(false);
});
