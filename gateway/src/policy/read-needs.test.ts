import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { isOpen } from './need.ts';
import { readNeeds } from './read-needs.ts';

const LINKS = {
  labels: '@link(url: "https://citygraph.dev/citygraph/v1.0", import: ["@sensitivity", "@purpose"])',
  renamed:
    '@link(url: "https://citygraph.dev/citygraph/v1.0", as: "hub", import: [{ name: "@sensitivity", as: "@level" }])',
  authenticated: '@link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)',
  scopes: '@link(url: "https://specs.apollo.dev/requiresScopes/v0.1", as: "rs", for: SECURITY)',
};
const needs = (links: string, types: string, tier: 'department' | 'foreign' = 'department') => {
  const graphs =
    'enum join__Graph { CITY @join__graph(name: "city", url: "http://c") F @join__graph(name: "f", url: "http://f") }';
  const read = readNeeds(parse(`schema ${links} { query: Query } ${graphs} ${types}`), (name) =>
    name === 'f' ? 'foreign' : tier,
  );
  return { ...read, of: (coordinate: string) => read.byCoordinate.get(coordinate) };
};

describe('readNeeds', () => {
  it("takes a field's own label, or else its type's", () => {
    const { of } = needs(
      LINKS.labels,
      'type R @sensitivity(level: "S3") { a: Int b: Int @sensitivity(level: "S1") c: Int @purpose(any: ["x", "y"]) @sensitivity(level: "S4") }',
    );
    expect([of('R.a')?.level, of('R.b')?.level, of('R.c')?.level]).toEqual(['S3', 'S1', 'S4']);
    expect(of('R.c')?.purposes).toEqual([['x', 'y']]);
  });

  it('counts what nobody labelled as S4, except where only foreign graphs serve it', () => {
    const { of, unlabelled } = needs(
      LINKS.labels,
      'type R @join__type(graph: CITY) @join__type(graph: F) { a: Int b: Int @join__field(graph: F) c: Int @join__field(graph: CITY) }',
    );
    expect(unlabelled).toEqual(['R.a', 'R.c']);
    expect([of('R.a')?.level, of('R.b')?.level]).toEqual(['S4', null]);
  });

  it('labels nothing in a graph that does not link the labels', () => {
    const { of, unlabelled } = needs('', 'type R @join__type(graph: CITY) { a: Int }');
    expect(unlabelled).toEqual([]);
    const need = of('R.a');
    expect(need && isOpen(need)).toBe(true);
  });

  it('knows directives by the names this supergraph gives them', () => {
    const { of } = needs(
      `${LINKS.renamed} ${LINKS.scopes}`,
      'type R { a: Int @level(level: "S2") @hub__purpose(any: ["p"]) @rs(scopes: [["s"]]) b: Int @level(level: "S9") }',
    );
    expect(of('R.a')).toMatchObject({ level: 'S2', purposes: [['p']] });
    expect(of('R.b')?.level).toBe('S4');
  });

  it('adds what the parent type and the returned type demand', () => {
    const { of } = needs(
      LINKS.authenticated,
      'type Query { r: [R!] p: P n: N } type R @authenticated { a: Int } interface P { a: Int } scalar N @authenticated',
    );
    expect([of('Query.r')?.authenticated, of('R.a')?.authenticated, of('Query.n')?.authenticated]).toEqual([
      true,
      true,
      true,
    ]);
    expect(of('Query.p')?.authenticated).toBe(false);
  });

  it('demands of an interface field what any implementation demands', () => {
    const { of } = needs(
      `${LINKS.labels} ${LINKS.authenticated}`,
      `interface P { a: Int b: Int }
       type A implements P { a: Int @sensitivity(level: "S3") b: Int @sensitivity(level: "S1") }
       type B implements P @authenticated { a: Int @sensitivity(level: "S1") b: Int @sensitivity(level: "S1") @purpose(any: ["x"]) }`,
    );
    expect(of('P.a')).toMatchObject({ level: 'S3', authenticated: true, purposes: [] });
    expect(of('P.b')).toMatchObject({ level: 'S1', authenticated: true, purposes: [['x']] });
  });
});
