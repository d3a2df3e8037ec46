import { readFileSync } from 'node:fs';
import type { SubgraphSource } from '@citygraph/composition';

export const PLUGINS = 50;
const DEPARTMENTS = ['agriculture', 'commerce', 'education', 'energy', 'finance', 'government', 'health'];
export const HEAD = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@composeDirective"])
  @link(url: "https://citygraph.dev/citygraph/v1.0", import: ["@sensitivity"])
`;
const LABEL = `extend schema @composeDirective(name: "@sensitivity")
directive @sensitivity(level: String!, basis: String) on FIELD_DEFINITION | OBJECT
`;

/** The city's departments as they are committed, and so many plugins beside them. */
export const crowdedCity = (count = PLUGINS) => ({
  departments: DEPARTMENTS.map(department),
  plugins: Array.from({ length: count }, (_, n) => vendor(wordOf(n))),
});

function department(name: string): SubgraphSource {
  const file = new URL(`../../../subgraphs/${name}/schema.graphql`, import.meta.url);
  return { name, url: `http://${name}.internal/graphql`, sdl: readFileSync(file, 'utf8') };
}

export function vendor(word: string): SubgraphSource {
  return { name: `${word}-plugin`, url: `https://${word}.example.com/graphql`, sdl: HEAD + LABEL + documentOf(word) };
}

/** A namespace of letters alone. */
const wordOf = (n: number): string => `v${String.fromCharCode(97 + (n % 26), 97 + Math.floor(n / 26))}`;

/** A field on each of three shared entities, one of them of what it requires, and records of its own. */
export function documentOf(word: string): string {
  const type = `${word.slice(0, 1).toUpperCase()}${word.slice(1)}Record`;
  return `type Query { ${word}_records(first: Int): [${type}!] @sensitivity(level: "S1") }
type ${type} @key(fields: "id") @sensitivity(level: "S1") { id: ID! name: String size: Int near: [${type}!] }
type Place @key(fields: "id") { id: ID! ${word}_count: Int @sensitivity(level: "S1") }
type Vehicle @key(fields: "vin") { vin: ID! ${word}_range: Int @sensitivity(level: "S1") }
type Parcel @key(fields: "id") {
  id: ID!
  areaM2: Float @external
  ${word}_score: Float @requires(fields: "areaM2") @sensitivity(level: "S1")
}`;
}
