import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type GraphQLSchema, getOperationAST, getVariableValues, parse, validate } from 'graphql';
import { createApolloEngine } from './execution/apollo/apollo-engine.ts';
import { createCompiledEngine } from './execution/compiled/compiled-engine.ts';
import type { Engine, EngineResult } from './execution/engine.ts';
import { mergeErrors } from './execution/merge-errors.ts';
import { type ConformanceCase, type ConformanceQuery, readConformanceCase } from './testing/conformance-case.ts';
import { planHere } from './testing/plan-here.ts';

const folder = fileURLToPath(new URL('../conformance', import.meta.url));
const names = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

interface NamedLines {
  readonly lines: readonly { readonly cases: readonly string[] }[];
  readonly unnamed: readonly string[];
}

it('covers federation in 120 cases at least', () => {
  expect(names.length).toBeGreaterThanOrEqual(120);
});

/** That they fail without it is tried by `npm run soak named-lines`. */
it('knows of each case a line without which it fails, or says that it knows none yet', () => {
  const { lines, unnamed } = JSON.parse(readFileSync(`${folder}/named-lines.json`, 'utf8')) as NamedLines;
  expect([...lines.flatMap(({ cases }) => cases), ...unnamed].sort()).toEqual(names);
});

describe.each(names)('%s', (name) => {
  let given: ConformanceCase;
  let schema: GraphQLSchema;
  let engine: Engine;
  let reference: Engine;
  beforeAll(async () => {
    given = readConformanceCase(folder, name);
    const loaded = await createCompiledEngine(given.supergraph, undefined, { startPlanner: planHere });
    ({ engine, apiSchema: schema } = loaded);
    ({ engine: reference } = await createApolloEngine(given.supergraph));
  });
  afterAll(() => Promise.all([engine, reference].map((asker) => asker?.close())));

  const answer = async (asker: Engine, { query, variables = {} }: ConformanceQuery): Promise<EngineResult> => {
    const document = parse(query);
    const { coerced = {} } = getVariableValues(schema, getOperationAST(document)?.variableDefinitions ?? [], variables);
    const operation = {
      document,
      whole: document,
      refused: new Set<never>(),
      isEmpty: false,
      digest: query,
      operationName: null,
    };
    const executable = await asker.prepare(operation);
    return executable.execute({ variables, coercedVariables: coerced, dispatch: given.dispatch });
  };
  const outcome = ({ data, errors }: EngineResult) => ({
    // As text: keys stand in the order of the query.
    data: JSON.stringify(data),
    // An entity that stands at several places may be asked for once or several times: its error is told at the first.
    errors: mergeErrors(errors, () => null)
      .map(({ path = [] }) => JSON.stringify(path))
      .sort(),
  });

  it('holds', async () => {
    expect(given.about.length).toBeGreaterThan(20);
    for (const query of given.queries) {
      const { expected, asks, apollo } = query;
      const invalid = validate(schema, parse(query.query));
      if (expected.invalid) {
        expect({ query: query.name, isInvalid: invalid.length > 0 }).toEqual({ query: query.name, isInvalid: true });
        continue;
      }
      const wanted = {
        data: JSON.stringify(expected.data),
        errors: (expected.errors ?? []).map((path) => JSON.stringify(path)).sort(),
      };
      expect({ query: query.name, invalid: invalid.map(({ message }) => message) }).toEqual({
        query: query.name,
        invalid: [],
      });
      given.asked();
      expect({ query: query.name, ...outcome(await answer(engine, query)) }).toEqual({ query: query.name, ...wanted });
      if (asks) expect({ query: query.name, asks: given.asked() }).toEqual({ query: query.name, asks });
      const theirs = outcome(await answer(reference, query));
      const agrees = sameData(theirs.data, wanted.data) && theirs.errors.join() === wanted.errors.join();
      expect({ query: query.name, theirs, agrees }).toMatchObject({ query: query.name, agrees: apollo === undefined });
    }
  });
});

/** The reference does not always keep the order of the query. */
function sameData(one: string, other: string): boolean {
  const sorted = (text: string) =>
    JSON.stringify(JSON.parse(text), (_, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
        : value,
    );
  return sorted(one) === sorted(other);
}
