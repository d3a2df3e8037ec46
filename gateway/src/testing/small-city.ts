import { compose } from '@citygraph/composition';
import {
  ANONYMOUS,
  CityGraphError,
  departmentSchemaHead,
  generateHopSecret,
  generateSigningKey,
  type Principal,
  type Standing,
  type Viewer,
} from '@citygraph/contract';
import { createGateway, type Gateway } from '../create-gateway.ts';
import type { GatewayOptions } from '../gateway-options.ts';
import { plannersInThisThread } from '../operation/planning/planners-in-this-thread.ts';
import type { VendorPersons } from '../policy/vendor-persons.ts';
import { listen } from './listen.ts';
import { memoryLedger } from './memory-ledger.ts';
import { type FixtureOptions, type FixtureSubgraph, serveSubgraph } from './serve-subgraph.ts';

export const PARENT: Principal = {
  ...ANONYMOUS,
  subject: 'sub-parent',
  resident: 'res_parent',
  roles: ['resident'],
  scopes: ['openid'],
  app: 'explorer',
  appPurposes: ['self-service', 'social-assistance'],
};

export const OFFICER: Principal = { ...PARENT, subject: 'sub-officer', resident: null, agency: '11220100MB1C101566' };

const STANDING: Standing = {
  resident: 'res_parent',
  guardianOf: ['res_ada', 'res_bo'],
  household: 'hh_1',
  dwelling: 'plc_1',
  represents: [],
  case: null,
  version: 'v1',
};

const PEOPLE: Record<string, { id: string; name: string | Error; wards: string[] }> = {
  res_parent: { id: 'res_parent', name: '李静', wards: ['res_ada', 'res_bo'] },
  res_ada: { id: 'res_ada', name: '安娜', wards: [] },
  res_bo: { id: 'res_bo', name: '波', wards: [] },
};

const PLACES: Record<string, object> = {
  plc_1: { id: 'plc_1', street: '人民大街 1 号', parcel: { id: 'par_1', areaM2: 400 } },
  plc_2: { id: 'plc_2', street: '解放大路 2 号', parcel: { id: 'par_2', areaM2: 900 } },
};

const government: Pick<FixtureOptions, 'sdl' | 'resolvers'> = {
  sdl: `${departmentSchemaHead()}
    type Query {
      me: Resident @sensitivity(level: "S2")
      resident(id: ID!): Resident @sensitivity(level: "S1")
      division(code: String!): Division @sensitivity(level: "S1")
      firm(uscc: USCC!): Firm @sensitivity(level: "S1")
      place(id: ID!): Place @sensitivity(level: "S1")
      parties: [Party!] @sensitivity(level: "S1")
      staff: String @sensitivity(level: "S1") @requiresScopes(scopes: [["staff"], ["admin", "mfa"]])
      hidden: String @inaccessible @sensitivity(level: "S1")
    }
    scalar USCC
    type Mutation { moveHouse(to: String!): Resident @sensitivity(level: "S3") direct(residentId: ID!): ID @sensitivity(level: "S4") end(id: ID!): ID @sensitivity(level: "S4") announce(text: String!): String @sensitivity(level: "S1") note(tag: ID, words: [String!], of: NoteInput, any: Any): String @sensitivity(level: "S1") }
    scalar Any
    input NoteInput { text: String residentId: ID inner: [NoteInput!] }
    interface Party { id: ID! title: String }
    type Resident implements Party @key(fields: "id") @pairwise @extensible {
      id: ID! @sensitivity(level: "S1")
      title: String @sensitivity(level: "S3")
      name: String @sensitivity(level: "S3")
      idNumber: String @sensitivity(level: "S4")
      income: Int @sensitivity(level: "S3") @purpose(any: ["social-assistance"])
      guardianOf: [Resident!] @sensitivity(level: "S4")
      household: Household @sensitivity(level: "S3")
      vehicles: [Vehicle!] @sensitivity(level: "S3")
    }
    type Household @key(fields: "id") @pairwise @extensible {
      id: ID! @sensitivity(level: "S1")
      dwelling: Place @sensitivity(level: "S3")
    }
    type Place @key(fields: "id") @extensible {
      id: ID! @sensitivity(level: "S1")
      street: String @sensitivity(level: "S1")
      parcel: Parcel @sensitivity(level: "S1")
    }
    type Parcel @key(fields: "id") @extensible { id: ID! @sensitivity(level: "S1") areaM2: Int @sensitivity(level: "S1") }
    type Vehicle @key(fields: "vin") @extensible { vin: ID! @sensitivity(level: "S1") class: String @sensitivity(level: "S1") }
    type Firm implements Party @key(fields: "id") { id: ID! @sensitivity(level: "S1") title: String @sensitivity(level: "S1") rating: String @sensitivity(level: "S2") }
    type Division { code: String! @sensitivity(level: "S1") name: String @sensitivity(level: "S1") head: Resident @sensitivity(level: "S1") }
  `,
  resolvers: {
    Query: {
      me: (_: unknown, __: unknown, { viewer }: { viewer: Viewer }) => PEOPLE[viewer?.standing?.resident ?? ''] ?? null,
      resident: (_: unknown, { id }: { id: string }) => PEOPLE[id] ?? null,
      division: (_: unknown, { code }: { code: string }) => ({ code, name: '南关区', head: PEOPLE.res_parent }),
      parties: () => [
        { __typename: 'Resident', ...PEOPLE.res_ada, title: 'Ada' },
        { __typename: 'Firm', id: 'f1', title: 'Firm', rating: 'A' },
      ],
      staff: () => 'staff only',
      firm: (_: unknown, { uscc }: { uscc: string }) => ({ id: uscc, title: 'Firm' }),
      place: (_: unknown, { id }: { id: string }) => PLACES[id] ?? null,
    },
    Mutation: {
      moveHouse: () => PEOPLE.res_parent,
      direct: () => 'dir_1',
      end: (_: unknown, { id }: { id: string }) => id,
      announce: (_: unknown, { text }: { text: string }) => text,
      note: (_: unknown, said: object) => JSON.stringify(said),
    },
    Party: { __resolveType: ({ __typename }: { __typename: string }) => __typename },
    Resident: {
      __resolveReference: ({ id }: { id: string }) => PEOPLE[id] ?? null,
      guardianOf: ({ wards }: { wards: string[] }) => wards.map((id) => PEOPLE[id]),
      idNumber: () => {
        throw new CityGraphError('FORBIDDEN', 'You may not see this.');
      },
      income: () => 1200,
      household: () => ({ id: 'hh_1', dwelling: PLACES.plc_1 }),
      vehicles: () => [{ vin: 'LFV2A21K6A3123456', class: 'K33' }],
    },
    Place: { __resolveReference: ({ id }: { id: string }) => PLACES[id] ?? null },
  },
};

const education: Pick<FixtureOptions, 'sdl' | 'resolvers'> = {
  sdl: `${departmentSchemaHead()}
    type Query { school(code: String!): School @sensitivity(level: "S1") schools: [School!] @sensitivity(level: "S1") }
    type Resident @key(fields: "id") { id: ID! enrolments(year: String): [Enrolment!] @sensitivity(level: "S4") studentNumber: String @sensitivity(level: "S4") }
    type Enrolment @key(fields: "id") { id: ID! @sensitivity(level: "S1") status: String @sensitivity(level: "S4") school: School @sensitivity(level: "S1") }
    type School @key(fields: "code") { code: String! @sensitivity(level: "S1") name: String @sensitivity(level: "S1") vacancies: Int @sensitivity(level: "S2") }
  `,
  resolvers: {
    Query: {
      school: (_: unknown, { code }: { code: string }) => ({ code, name: '第一小学', vacancies: 7 }),
      schools: () => [
        { code: 's1', name: '第一小学', vacancies: 7 },
        { code: 's2', name: '第二小学', vacancies: 0 },
      ],
    },
    Resident: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      enrolments: ({ id }: { id: string }, { year }: { year?: string }) => [
        { id: `enr_${id}`, status: year ?? 'ENROLLED', school: { code: 's1', name: '第一小学', vacancies: 7 } },
      ],
      studentNumber: () => {
        throw new Error('SELECT * FROM pupil at db-7.internal failed');
      },
    },
  },
};

export interface Asked {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly data: Record<string, unknown> | null | undefined;
  readonly errors: readonly {
    message: string;
    path?: (string | number)[];
    extensions: { code?: string; coordinate?: string; count?: number; link?: string };
  }[];
}

export interface SmallCity {
  readonly government: FixtureSubgraph;
  readonly education: FixtureSubgraph;
  readonly vendors: readonly FixtureSubgraph[];
  readonly gateway: Gateway;
  readonly url: string;
  readonly logged: object[];
  ask(
    query: string,
    options?: { as?: Principal; variables?: object; operationName?: string; headers?: Record<string, string> },
  ): Promise<Asked>;
  forget(): void;
  close(): Promise<void>;
}

export interface SmallCityOptions {
  readonly gateway?: Partial<GatewayOptions>;
  readonly misbehave?: Partial<Record<'government' | 'education', FixtureOptions['misbehave']>>;
  readonly standing?: () => unknown;
  /** Whose data government says that it showed; default: the viewer's own. */
  readonly discloses?: FixtureOptions['discloses'];
  /** Strangers' subgraphs; their fields need `@sensitivity` labels. */
  readonly vendors?: readonly (Pick<FixtureOptions, 'name' | 'sdl' | 'resolvers' | 'misbehave'> & {
    readonly persons?: VendorPersons;
  })[];
  /** Strangers' subgraphs that are served elsewhere. */
  readonly elsewhere?: readonly Elsewhere[];
  /** Besides the parent and the officer. */
  readonly persons?: readonly Principal[];
}

interface Elsewhere {
  readonly name: string;
  readonly sdl: string;
  readonly url: string;
  /** Asked at every request: a breaker learns about one release only. */
  readonly release?: () => string;
}

const aboutViewer = (viewer: Viewer | null) => ({ subjects: [viewer?.standing?.resident ?? 'nobody'], rows: 1 });

/** Two departments, a hub in front of them, all over real HTTP and signed hops. Tokens are `sub` of a known principal. */
export async function openSmallCity(options: SmallCityOptions = {}): Promise<SmallCity> {
  const hopKey = await generateSigningKey();
  const hop = { keyId: 'k1', secret: generateHopSecret() };
  const verify = (audience: string) => ({ audience, keys: () => [hopKey.publicJwk], secrets: () => [hop] });
  const standing = options.standing ?? (() => STANDING);
  const departments = {
    government: await serveSubgraph({
      name: 'government',
      ...government,
      verify: verify('government'),
      operations: { standing },
      discloses:
        options.discloses ?? ((query, viewer) => (/name|dwelling|vehicles/.test(query) ? aboutViewer(viewer) : null)),
      misbehave: options.misbehave?.government,
    }),
    education: await serveSubgraph({
      name: 'education',
      ...education,
      verify: verify('education'),
      discloses: (query, viewer) => (query.includes('enrolments') ? aboutViewer(viewer) : null),
      misbehave: options.misbehave?.education,
    }),
  };
  const vendors = await Promise.all(
    (options.vendors ?? []).map((vendor) => serveSubgraph({ ...vendor, verify: verify(vendor.name) })),
  );
  const strangers = [...vendors, ...(options.elsewhere ?? [])];
  const { supergraphSdl, errors } = await compose({
    subgraphs: [...Object.values(departments), ...strangers],
    deadlineMs: 20_000,
  });
  if (!supergraphSdl) throw new Error(JSON.stringify(errors));
  const logged: object[] = [];
  const gateway = await createGateway({
    supergraph: {
      sdl: supergraphSdl,
      subgraphs: {
        government: { url: departments.government.url, tier: 'department', hop },
        education: { url: departments.education.url, tier: 'department', hop },
        ...Object.fromEntries(
          strangers.map((stranger) => [
            stranger.name,
            {
              url: stranger.url,
              tier: 'vendor' as const,
              hop,
              persons: options.vendors?.find(({ name }) => name === stranger.name)?.persons ?? {},
              get release() {
                return 'release' in stranger ? (stranger.release?.() ?? 'first') : 'first';
              },
            },
          ]),
        ),
      },
    },
    hopKey,
    principal: async (authorization) => {
      if (!authorization) return ANONYMOUS;
      const found = [PARENT, OFFICER, ...(options.persons ?? [])].find(
        ({ subject }) => authorization === `Bearer ${subject}`,
      );
      if (!found) throw new CityGraphError('UNAUTHENTICATED', 'The token is not one of ours.');
      return found;
    },
    log: (line) => logged.push(line),
    vendors: { loopback: vendors.map(({ url: at }) => new URL(at).host) },
    // Tests share their machine: a late event loop is theirs, and what they ask must be answered.
    overload: { maxDelayMs: 10_000 },
    // A thread of its own takes half a second to start; bombs.test.ts, replace-graph.test.ts and every started process have real ones.
    planners: plannersInThisThread(),
    ...(options.gateway?.policy && { ledger: memoryLedger() }),
    ...options.gateway,
  }).catch(async (error: unknown) => {
    await Promise.all([...Object.values(departments), ...vendors].map((subgraph) => subgraph.close()));
    throw error;
  });
  const server = await listen((req, res) => void gateway.handle(req, res));
  const url = `${server.origin}/graphql`;
  return {
    ...departments,
    vendors,
    gateway,
    url,
    logged,
    async ask(query, { as, variables, operationName, headers } = {}) {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json',
          ...(as && { authorization: `Bearer ${as.subject}` }),
          ...headers,
        },
        body: JSON.stringify({ query, variables, operationName }),
      });
      const text = await response.text();
      const { data, errors: said = [] } = JSON.parse(text);
      return { status: response.status, headers: response.headers, text, data, errors: said };
    },
    forget() {
      for (const subgraph of [...Object.values(departments), ...vendors]) subgraph.forget();
    },
    async close() {
      await server.close();
      await gateway.close();
      for (const subgraph of [...Object.values(departments), ...vendors]) await subgraph.close();
    },
  };
}
