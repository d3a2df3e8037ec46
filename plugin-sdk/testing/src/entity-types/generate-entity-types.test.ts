import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { bundledCitySchema } from '../city/read-city-schema.ts';
import { generateEntityTypes } from './generate-entity-types.ts';

const SDL = `
  type Query { sat_scenes(parcel: ID!, since: Date, order: SatOrder): [SatScene!] @sensitivity(level: "S1") }
  "How scenes are put in order. */ export const owned = 1; /*"
  enum SatOrder { NEWEST CLOUDLESS }
  scalar Date
  scalar GeoJSON
  input SatWindow { from: Date! to: Date }
  type SatScene @sensitivity(level: "S1") { id: ID! takenAt: Date! cloud: Float footprint: GeoJSON }
  type Parcel @key(fields: "id") {
    id: ID!
    geometry: GeoJSON @external
    sat_ndvi(window: SatWindow): Float @requires(fields: "geometry") @sensitivity(level: "S1")
  }`;

/** Inside the package, so that its own imports are found. */
const folder = mkdtempSync(join(fileURLToPath(new URL('../..', import.meta.url)), '.types-'));
afterAll(() => rmSync(folder, { recursive: true }));

const types = generateEntityTypes({ sdl: SDL, city: bundledCitySchema() });
const plugin = (body: string) => `import { definePlugin } from '@citygraph/plugin-sdk';
    import type { References, Resolvers } from './types.ts';
    ${body}
    definePlugin({ manifest: 'citygraph.yaml', typeDefs: '', resolvers, references });`;

const RIGHT = `const resolvers = {
      Query: { sat_scenes: (_, { parcel, order }) => [{ id: parcel, takenAt: '2026-01-01', cloud: order === 'NEWEST' ? 0 : null }] },
      Parcel: { sat_ndvi: ({ id, geometry }, { window }) => (geometry && window?.from ? id.length : null) },
    } satisfies Resolvers;
    const references = { Parcel: ({ id }) => ({ __typename: 'Parcel' as const, id }) } satisfies References;`;

const WRONG = [
  ['another type', "{ Parcel: { sat_ndvi: () => 'green' } }", /'string' is not assignable to type .*number/],
  ['an argument that is none', '{ Parcel: { sat_ndvi: (_, { windw }) => 1 } }', /Property 'windw' does not exist/],
  ['a field that is none', '{ Parcel: { sat_nvdi: () => 1 } }', /'sat_nvdi' does not exist/],
  [
    'a value of an enum that is none',
    "{ Query: { sat_scenes: (_, { order }) => (order === 'OLDEST' ? [] : null) } }",
    /no overlap/,
  ],
] as const;

/** Each plugin that is written against the types, a file each; one compiler reads what all of them import. */
const plugins = new Map<string, string>([
  ['right', plugin(RIGHT)],
  ...WRONG.map(([name, resolvers]): [string, string] => [
    name,
    plugin(`const resolvers = ${resolvers} satisfies Resolvers; const references = {} satisfies References;`),
  ]),
]);
const fileOf = (name: string) => join(folder, `${name.replaceAll(' ', '-')}.ts`);
let program: ts.Program;
beforeAll(() => {
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'types.ts'), types);
  for (const [name, text] of plugins) writeFileSync(fileOf(name), text);
  program = ts.createProgram([...plugins.keys()].map(fileOf), {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    allowImportingTsExtensions: true,
    customConditions: ['@citygraph/source'],
    types: ['node'],
  });
}, 60_000);

/** What the compiler finds in a plugin and in the types. */
const faultsOf = (name: string): string[] =>
  [fileOf(name), join(folder, 'types.ts')].flatMap((file) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' ')),
  );

describe('types of a plugin', () => {
  it('fit what definePlugin takes, with source, arguments and result of each field', () => {
    expect(faultsOf('right')).toEqual([]);
  });

  it.each(WRONG)('find %s', (name, _, message) => {
    expect(faultsOf(name).join()).toMatch(message);
  });

  it('put brackets round no type that is one word', () => {
    expect(types).toMatch(/readonly \w+\[\]/);
    expect(types).not.toMatch(/readonly \(\w+\)\[\]/);
  });

  it('hold no code of others: a description stays a comment', () => {
    expect(types).toContain('How scenes are put in order.');
    expect(
      ts.createSourceFile('types.ts', types, ts.ScriptTarget.ES2022).statements.filter(ts.isVariableStatement),
    ).toEqual([]);
  });
});
