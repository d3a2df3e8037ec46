import { departmentSchemaHead } from '@citygraph/contract';
import { CITY_RESOLVERS, type Resolvers } from './city-resolvers.ts';

export interface BenchSubgraph {
  readonly name: string;
  /** With the hub's labels, as departments publish it. */
  readonly sdl: string;
  readonly resolvers: Resolvers;
}

const BODIES: Readonly<Record<string, string>> = {
  government: `
    type Query { division(code: ID!, asOf: String): Division @sensitivity(level: "S1") }
    enum DivisionLevel { DISTRICT STREET }
    type Division @key(fields: "code") @sensitivity(level: "S1") {
      code: ID! name: String! level: DivisionLevel! households: Int! offices: [Office!]! residents: [Resident!]! @sensitivity(level: "S2")
    }
    type Office @sensitivity(level: "S1") { name: String! phone: String! }
    type Resident @key(fields: "id") @sensitivity(level: "S2") { id: ID! name: String! born: String! dwelling: Place }
    type Place @key(fields: "id") @sensitivity(level: "S1") {
      id: ID! address(asOf: String): String! latitude: Float! longitude: Float!
    }`,
  education: `
    type Resident @extends @key(fields: "id") { id: ID! @external enrolments(asOf: String): [Enrolment!]! @sensitivity(level: "S2") }
    type Place @extends @key(fields: "id") { id: ID! @external schools(asOf: String): [School!]! @sensitivity(level: "S1") }
    enum EnrolmentStatus { ENROLLED LEFT }
    type Enrolment @sensitivity(level: "S2") { year: Int! status: EnrolmentStatus! school: School! }
    type School @key(fields: "code") @sensitivity(level: "S1") { code: ID! name: String! vacancies: Int! isPublic: Boolean! place: Place }`,
  health: `
    type Resident @extends @key(fields: "id") {
      id: ID! @external visits(asOf: String): [Visit!]! @sensitivity(level: "S3") @purpose(any: ["healthcare"])
    }
    type Place @extends @key(fields: "id") { id: ID! @external clinics(asOf: String): [Clinic!]! @sensitivity(level: "S1") }
    type Visit @sensitivity(level: "S3") { at: String! reason: String! clinic: Clinic! }
    type Clinic @key(fields: "code") @sensitivity(level: "S1") { code: ID! name: String! beds: Int! place: Place }`,
  commerce: `
    type Place @extends @key(fields: "id") { id: ID! @external shops(asOf: String): [Shop!]! @sensitivity(level: "S1") }
    type School @extends @key(fields: "code") { code: ID! @external suppliers(asOf: String): [Shop!]! @sensitivity(level: "S1") }
    type Clinic @extends @key(fields: "code") { code: ID! @external pharmacy(asOf: String): Shop @sensitivity(level: "S1") }
    type Shop @key(fields: "licence") @sensitivity(level: "S1") { licence: ID! name: String! category: String! rating: Float place: Place }`,
};

/** Four departments, shaped like the city's: its people, their schools, their clinics, the shops around them. */
export const CITY_GRAPH: readonly BenchSubgraph[] = Object.entries(BODIES).map(([name, body]) => ({
  name,
  sdl: `${departmentSchemaHead()}${body.replace(/type (\w+) @extends/g, 'extend type $1')}`,
  resolvers: CITY_RESOLVERS[name] ?? {},
}));

/**
 * The same graph for gateways that know nothing of the hub: no labels, and so nothing for them to decide.
 * `withLink: false` is Federation 1, which is all that Mercurius reads.
 */
export function plainSdl(name: string, { withLink }: { withLink: boolean }): string {
  const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@external"])\n';
  const body = (BODIES[name] ?? '')
    .replace(/ @(sensitivity|purpose)\([^)]*\)/g, '')
    .replace(/type (\w+) @extends/g, 'extend type $1');
  return `${withLink ? link : ''}${body}`;
}
