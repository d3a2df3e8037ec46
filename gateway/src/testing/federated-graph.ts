import type { MockSubgraph } from './mock-subgraphs.ts';

const HEAD = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@requires", "@provides", "@external", "@shareable", "@interfaceObject", "@override", "@inaccessible"])`;

/** A graph with most of what federation has: several keys, requires in chains, provides, open types, interface objects, values, arguments. */
export const FEDERATED_GRAPH: readonly MockSubgraph[] = [
  {
    name: 'people',
    sdl: `${HEAD}
      type Query { me: Person person(id: ID!): Person people(first: Int = 2): [Person!] parties: [Party] anyone: Subject towns: [[Town!]] fixed: Person! }
      type Mutation { move(to: String!): Person rename(name: String!): Person }
      interface Party { id: ID! title: String! }
      interface Named { label(style: Style = LONG): String }
      union Subject = Person | Firm
      enum Style { LONG SHORT }
      type Person implements Party & Named @key(fields: "id") { id: ID! title: String! label(style: Style): String name: String! age: Int friends: [Person] home: Place! town: Town }
      type Firm implements Party & Named @key(fields: "id") { id: ID! title: String! label(style: Style): String owner: Person staff: [Person!]! }
      type Place @key(fields: "id") { id: ID! street: String! @shareable town: Town! }
      type Town @shareable { code: String name: String! size: Size }
      type Size @shareable { people: Int! area: Float }`,
  },
  {
    name: 'schools',
    sdl: `${HEAD}
      type Query { schools(kind: Kind, limit: Int): [School!]! bestSchool: School }
      enum Kind { PRIMARY MIDDLE }
      type School @key(fields: "id") { id: ID! name: String! kind: Kind head: Person! pupils(first: Int): [Person!] place: Place @provides(fields: "street") rank(by: String!): Float }
      type Person @key(fields: "id") { id: ID! age: Int @external school: School grade: Int @requires(fields: "age") marks: [Int!] }
      type Place @key(fields: "id") { id: ID! street: String! @external schools: [School] }`,
  },
  {
    name: 'money',
    sdl: `${HEAD}
      type Query { accounts: [Account!] }
      type Mutation { pay(amount: Int!): Account }
      union Owner = Person | Firm
      type Account @key(fields: "id") @key(fields: "number") { id: ID! number: String! owner: Owner balance: Float! history(last: Int = 3): [Entry!]! }
      type Entry { at: String! amount: Int! with: Account party: Payer }
      interface Payer { id: ID! }
      type Person implements Payer @key(fields: "id") { id: ID! grade: Int @external accounts: [Account!]! rating: String @requires(fields: "grade") limit: Int @requires(fields: "home { street }") home: Place! @external }
      type Firm implements Payer @key(fields: "id") { id: ID! accounts: [Account] tax: Int! }
      type Place @key(fields: "id") { id: ID! street: String! @external }`,
  },
  {
    name: 'places',
    sdl: `${HEAD}
      type Query { places: [Place] }
      type Place @key(fields: "id") { id: ID! sensors: [Sensor!] price: Int street: String! @external district: District @requires(fields: "street") }
      interface Sensor { id: ID! reading(unit: String): Float }
      type Meter implements Sensor @key(fields: "id") { id: ID! reading(unit: String): Float of: Person }
      type Camera implements Sensor @key(fields: "id") { id: ID! reading(unit: String): Float sees: [Place!] }
      type District { code: String! sensors: [Sensor!]! }
      type Person @key(fields: "id") { id: ID! }`,
  },
];
