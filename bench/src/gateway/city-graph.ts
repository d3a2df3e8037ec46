import { departmentSchemaHead } from '@citygraph/contract';

type Resolvers = Record<string, Record<string, (parent: never, args: never) => unknown>>;

export interface BenchSubgraph {
  readonly name: string;
  readonly sdl: string;
  readonly resolvers: Resolvers;
}

const PEOPLE = 60;
const ids = Array.from({ length: PEOPLE }, (_, i) => `res_${i}`);
const itself = (reference: never): unknown => reference;
const numberOf = ({ id }: { id: string }): number => Number(id.slice(4));

/** Three departments with public data, shaped like the city's: people of a district, their schools and their clinics. */
export const CITY_GRAPH: readonly BenchSubgraph[] = [
  {
    name: 'registry',
    sdl: `${departmentSchemaHead()}
      type Query { district(code: ID!): District @sensitivity(level: "S1") }
      type District @key(fields: "code") @sensitivity(level: "S1") { code: ID! name: String residents: [Resident!] }
      type Resident @key(fields: "id") @sensitivity(level: "S1") { id: ID! name: String dwelling: Place }
      type Place @key(fields: "id") @sensitivity(level: "S1") { id: ID! address: String }`,
    resolvers: {
      Query: { district: (_: never, { code }: { code: string }) => ({ code, name: '南关区' }) },
      District: { __resolveReference: itself, residents: () => ids.map((id) => ({ id })) },
      Resident: {
        __resolveReference: itself,
        name: (resident: { id: string }) => `居民 ${numberOf(resident)}`,
        dwelling: (resident: { id: string }) => ({ id: `plc_${numberOf(resident) % 30}` }),
      },
      Place: { __resolveReference: itself, address: ({ id }: { id: string }) => `人民大街 ${id}` },
    },
  },
  {
    name: 'schools',
    sdl: `${departmentSchemaHead()}
      type Resident @key(fields: "id") { id: ID! enrolments: [Enrolment!] @sensitivity(level: "S1") }
      type Place @key(fields: "id") { id: ID! schools: [School!] @sensitivity(level: "S1") }
      type Enrolment @sensitivity(level: "S1") { year: String status: String school: School }
      type School @key(fields: "code") @sensitivity(level: "S1") { code: ID! name: String place: Place vacancies: Int }`,
    resolvers: {
      Resident: {
        __resolveReference: itself,
        enrolments: (resident: { id: string }) =>
          ['2025', '2026'].map((year) => ({
            year,
            status: 'ENROLLED',
            school: { code: `s${numberOf(resident) % 8}` },
          })),
      },
      Place: {
        __resolveReference: itself,
        schools: ({ id }: { id: string }) => [{ code: `s${Number(id.slice(4)) % 8}` }],
      },
      School: {
        __resolveReference: itself,
        name: ({ code }: { code: string }) => `第${code}小学`,
        place: ({ code }: { code: string }) => ({ id: `plc_${code.slice(1)}` }),
        vacancies: () => 12,
      },
    },
  },
  {
    name: 'clinics',
    sdl: `${departmentSchemaHead()}
      type Resident @key(fields: "id") { id: ID! visits: [Visit!] @sensitivity(level: "S1") }
      type Visit @sensitivity(level: "S1") { at: String reason: String place: Place }
      type Place @key(fields: "id", resolvable: false) { id: ID! }`,
    resolvers: {
      Resident: {
        __resolveReference: itself,
        visits: (resident: { id: string }) =>
          [1, 2, 3].map((n) => ({
            at: `2026-0${n}-01`,
            reason: '体检',
            place: { id: `plc_${numberOf(resident) % 30}` },
          })),
      },
    },
  },
];

/** Seven planned fetches in three levels, about 45 KB of answer. */
export const HEAVY = `query Heavy { district(code: "220102") { name residents { name
  dwelling { address schools { name vacancies place { address } } }
  enrolments { year status school { name vacancies place { address } } }
  visits { at reason place { address } } } } }`;

/** One fetch. */
export const LIGHT = 'query Light { district(code: "220102") { name } }';
