import { ERROR_CODES, type Viewer } from '@citygraph/contract';
import fc from 'fast-check';
import { type GraphQLField, getNamedType, isLeafType } from 'graphql';
import { argumentValues, type KnownValues } from './argument-values.ts';
import type { TestedSubgraph } from './test-subgraph.ts';

export interface FuzzOptions {
  /** Who may be asking; one is drawn for each request. */
  readonly viewers: readonly [Viewer, ...Viewer[]];
  readonly known?: KnownValues;
  /** Requests a mutation. */
  readonly runs?: number;
  /** The same seed asks the same things. */
  readonly seed?: number;
  /** Names of the mutations; default: every one. */
  readonly only?: readonly string[];
}

const CODES: ReadonlySet<unknown> = new Set(ERROR_CODES.filter((code) => code !== 'INTERNAL_ERROR'));
const LEAK = /sqlite|constraint failed|er_[a-z]+_|duplicate entry|\binsert into\b|\bselect .+ from\b|node_modules/i;

/**
 * Asks every mutation of a department for good, bad and monstrous things. Each refusal must have a code and say nothing of the
 * database, and a refused mutation must leave every table as it was.
 */
export async function fuzzMutations(
  department: TestedSubgraph,
  { viewers, known = {}, runs = 60, seed = 20_161_101, only }: FuzzOptions,
): Promise<void> {
  const mutations = Object.values(department.schema().getMutationType()?.getFields() ?? {}).filter(
    ({ name }) => only?.includes(name) ?? true,
  );
  const missing = only?.find((name) => !mutations.some((mutation) => mutation.name === name));
  if (missing !== undefined) throw new Error(`${missing} is no mutation.`);
  const tables = await department.watchTables();
  for (const mutation of mutations) {
    const document = callOf(mutation);
    const values = fc.record(
      Object.fromEntries(mutation.args.map((argument) => [argument.name, argumentValues(argument, known)])),
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...viewers), values, async (viewer, variables) => {
        const { errors = [] } = await department.as(viewer).run(document, variables);
        const changed = await tables.changed();
        for (const { message, path, extensions, originalError } of errors) {
          const said = `${mutation.name}: ${message}`;
          // Without a path the request itself was refused, by graphql-js, before the department saw it.
          if (path && !CODES.has(extensions.code)) throw new Error(`${said} (no code)`, { cause: originalError });
          if (path && LEAK.test(message)) throw new Error(`${said} (tells of the database)`);
        }
        if (errors.length > 0 && changed.length > 0) {
          throw new Error(`${mutation.name} was refused (${errors[0]?.message}), but changed ${changed.join(', ')}.`);
        }
      }),
      { numRuns: runs, seed, endOnFailure: true, includeErrorInReport: true },
    );
  }
}

function callOf({ name, args, type }: GraphQLField<unknown, unknown>): string {
  const declared = args.map((argument) => `$${argument.name}: ${String(argument.type)}`).join(', ');
  const given = args.map((argument) => `${argument.name}: $${argument.name}`).join(', ');
  const selection = isLeafType(getNamedType(type)) ? '' : ' { __typename }';
  return args.length > 0
    ? `mutation Fuzz(${declared}) { ${name}(${given})${selection} }`
    : `mutation Fuzz { ${name}${selection} }`;
}
