import { describe, expect, it } from '@jest/globals';
import { compose } from './compose.ts';

const HEAD = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@composeDirective", "@inaccessible"])
  @link(url: "https://citygraph.dev/citygraph/v1.0", import: ["@sensitivity", "@purpose", "@pairwise", "@extensible"])
  @composeDirective(name: "@sensitivity") @composeDirective(name: "@purpose")
  @composeDirective(name: "@pairwise") @composeDirective(name: "@extensible")
directive @sensitivity(level: String!, basis: String) on FIELD_DEFINITION | OBJECT
directive @purpose(any: [String!]!) on FIELD_DEFINITION
directive @pairwise on OBJECT
directive @extensible on OBJECT | INTERFACE
`;
const subgraph = (name: string, sdl: string) => ({ name, url: `http://${name}.internal/graphql`, sdl: HEAD + sdl });
const people = subgraph(
  'people',
  `type Query { me: Resident @sensitivity(level: "S3") }
   type Resident @key(fields: "id") @pairwise @extensible {
     id: ID! @sensitivity(level: "S1")
     name: String @sensitivity(level: "S3", basis: "PIPL 28") @purpose(any: ["social-assistance"])
   }`,
);
const schools = subgraph(
  'schools',
  'type Resident @key(fields: "id") { id: ID! studentNumber: String @sensitivity(level: "S4") }',
);
const codes = ({ errors }: { errors: readonly { code: string }[] }) => errors.map(({ code }) => code);

describe('compose', () => {
  it("makes a supergraph that keeps the hub's labels", async () => {
    const { supergraphSdl, errors } = await compose({ subgraphs: [people, schools], deadlineMs: 20_000 });
    expect(errors).toEqual([]);
    expect(supergraphSdl).toContain('@sensitivity(level: "S3", basis: "PIPL 28")');
    expect(supergraphSdl).toContain('@purpose(any: ["social-assistance"])');
    expect(supergraphSdl).toMatch(/type Resident[^{]*@pairwise/);
    expect(supergraphSdl).toMatch(/studentNumber: String[^\n]*@sensitivity\(level: "S4"\)/);
  });

  it('refuses a graph whose owners label one field differently', async () => {
    const laxer = subgraph('schools', 'type Resident @key(fields: "id") { id: ID! @sensitivity(level: "S2") }');
    const { supergraphSdl, errors } = await compose({ subgraphs: [people, laxer], deadlineMs: 20_000 });
    expect(supergraphSdl).toBeNull();
    expect(errors).toMatchObject([{ code: 'LABELS_DISAGREE', coordinate: 'Resident.id' }]);
  });

  it('says what both composers find wrong', async () => {
    const rival = subgraph('rival', 'type Resident @key(fields: "id") { id: ID! name: Int }');
    const { supergraphSdl, errors } = await compose({ subgraphs: [people, rival], deadlineMs: 20_000 });
    expect(supergraphSdl).toBeNull();
    expect(new Set(errors.map(({ composer }) => composer))).toEqual(new Set(['apollo', 'guild']));
    expect(codes({ errors })).toContain('INVALID_FIELD_SHARING');
  });

  it('names the subgraph whose text is no GraphQL, with its place', async () => {
    const { errors } = await compose({ subgraphs: [{ ...people, sdl: 'type {' }], deadlineMs: 20_000 });
    expect(errors[0]).toMatchObject({ code: 'INVALID_GRAPHQL' });
    expect(errors[0]?.message).toMatch(/\[people\] .*line 1, column 6/);
  });

  it('refuses two subgraphs of one name', async () => {
    expect(codes(await compose({ subgraphs: [people, people], deadlineMs: 20_000 }))).toContain('DUPLICATE_SUBGRAPH');
  });

  it('refuses an empty graph', async () => {
    expect(codes(await compose({ subgraphs: [], deadlineMs: 20_000 }))).toContain('NO_SUBGRAPHS');
  });

  it('ends a composition that takes longer than its deadline', async () => {
    expect(codes(await compose({ subgraphs: [people], deadlineMs: 1 }))).toEqual(['DEADLINE_EXCEEDED']);
  });

  it('ends a composition that takes more memory than it may', async () => {
    const fields = Array.from({ length: 20_000 }, (_, i) => `f${i}: String @sensitivity(level: "S1")`).join('\n');
    const monster = subgraph('monster', `type Query { ${fields} }`);
    expect(codes(await compose({ subgraphs: [monster], deadlineMs: 25_000, memoryMb: 24 }))).toEqual([
      'MEMORY_EXCEEDED',
    ]);
  });
});
