import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ANONYMOUS,
  createHopVerifier,
  generateHopSecret,
  generateSigningKey,
  POLICY_BUNDLE_TYPE,
  type PolicyBundle,
  type Principal,
  signDocument,
  type Viewer,
} from '@citygraph/contract';
import { createGateway, type Gateway, listen, openLocalLedger, portOf } from '@citygraph/gateway';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  buildASTSchema,
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  parse,
} from 'graphql';
import { members } from './departments.ts';

/** The city's composed schema in front of departments that write down what reaches them: who is let through to a change, and as whom. */
const SUPERGRAPH = new URL('../../services/supergraph.graphql', import.meta.url);
const sdl = await readFile(SUPERGRAPH, 'utf8');
const fields = buildASTSchema(parse(sdl), { assumeValid: true }).getMutationType()?.getFields() ?? {};
const openOnes = members.flatMap(({ openMutations }) => Object.keys(openMutations));
const mutations = Object.values(fields).filter(({ name }) => !openOnes.includes(name));

const FIRM = '91220100MA1C300226';
const STANDING = { resident: 'res_1', guardianOf: [], household: null, dwelling: null, represents: [FIRM] };
const person = (app: string): Principal => ({
  ...ANONYMOUS,
  subject: `sub-${app}`,
  resident: 'res_1',
  roles: ['resident'],
  scopes: ['openid'],
  app,
  appPurposes: [],
});
const PRINCIPALS = new Map(['explorer', 'app-stranger'].map((app) => [`Bearer ${app}`, person(app)]));

let folder: string;
let departments: Awaited<ReturnType<typeof listen>>;
let front: Awaited<ReturnType<typeof listen>>;
let gateway: Gateway;
let ledger: Awaited<ReturnType<typeof openLocalLedger>>;
let reached: { readonly query: string; readonly viewer: Viewer }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citygraph-mutations-'));
  const key = await generateSigningKey();
  const hop = { keyId: 'k1', secret: generateHopSecret() };
  const verifiers = new Map(
    members.map(({ name }) => [
      name,
      createHopVerifier({ audience: name, keys: () => [key.publicJwk], secrets: () => [hop] }),
    ]),
  );
  departments = await listen(
    async (req, res) => {
      const chunks: Buffer[] = [];
      for await (const chunk of req) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks);
      const verify = verifiers.get(req.url?.split('/')[1] ?? '');
      const headers = Object.fromEntries(Object.entries(req.headers).map(([name, value]) => [name, String(value)]));
      const { viewer } = (await verify?.({ method: 'POST', url: req.url ?? '', headers, body })) ?? {};
      if (viewer) reached.push({ query: JSON.parse(body.toString('utf8')).query, viewer });
      res.writeHead(200, { 'content-type': 'application/json' }).end('{"data":{}}');
    },
    { port: 0, host: '127.0.0.1', flag: '' },
  );
  const own = { organisation: null, documents: [], documentsOnly: false, limits: null };
  const at = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();
  const bundle: PolicyBundle = {
    version: 1,
    issuedAt: at(0),
    freshUntil: at(3_600_000),
    apps: { explorer: { ...own, thirdParty: false }, 'app-stranger': { ...own, thirdParty: true } },
    plugins: {},
    grants: [],
    consents: [],
  };
  ledger = await openLocalLedger({ folder, ledger: 'test', key });
  const subjectSecret = generateHopSecret();
  gateway = await createGateway({
    supergraph: {
      sdl,
      subgraphs: Object.fromEntries(
        members.map(({ name }) => [
          name,
          { url: `http://127.0.0.1:${portOf(departments)}/${name}/graphql`, tier: 'department', hop } as const,
        ]),
      ),
    },
    hopKey: key,
    principal: async (authorization) => PRINCIPALS.get(authorization ?? '') ?? ANONYMOUS,
    standing: async () => STANDING as never,
    policy: { keys: [key.publicJwk], subjectSecret, bundle: signDocument(POLICY_BUNDLE_TYPE, bundle, [key]) },
    sealing: [{ id: 'a', secret: generateHopSecret() }],
    ledger: { ledger, subjectSecret },
    overload: { maxDelayMs: 10_000 },
  });
  front = await listen((req, res) => void gateway.handle(req, res), { port: 0, host: '127.0.0.1', flag: '' });
}, 60_000);
beforeEach(() => {
  reached = [];
});
afterAll(async () => {
  for (const server of [front, departments]) server?.close();
  for (const server of [front, departments]) server?.closeAllConnections();
  await gateway?.close();
  await ledger?.close();
  await rm(folder, { recursive: true });
});

const SCALARS: Readonly<Record<string, unknown>> = {
  Boolean: true,
  Cents: 100,
  Date: '2026-11-02',
  DateTime: '2026-11-02T09:00:00+08:00',
  DivisionCode: '220102',
  Float: 1,
  GTIN: '06912345678902',
  GeoJSON: {
    type: 'Point',
    coordinates: [125.32, 43.88],
    crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4490' } },
  },
  ID: 'one',
  Int: 1,
  InvestmentProjectCode: '2610-220102-04-01-000001',
  RealEstateUnitCode: '220102001001GB00001F00010001',
  String: 'words',
  USCC: FIRM,
};

function sampleOf(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return sampleOf(type.ofType);
  if (isListType(type)) return [sampleOf(type.ofType)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type)) {
    const needed = Object.values(type.getFields()).filter((field) => isNonNullType(field.type));
    return Object.fromEntries(needed.map((field) => [field.name, sampleOf(field.type)]));
  }
  return SCALARS[type.name];
}

/** With the arguments that it cannot do without, and nothing of its result but that it is there. */
async function change({ name, args, type }: GraphQLField<unknown, unknown>, app: string) {
  const needed = args.filter((argument) => isNonNullType(argument.type) && argument.defaultValue === undefined);
  const declared = needed.map((argument) => `$${argument.name}: ${argument.type}`).join(', ');
  const given = needed.map((argument) => `${argument.name}: $${argument.name}`).join(', ');
  const selection = isLeafType(getNamedType(type)) ? '' : ' { __typename }';
  const query = `mutation M${declared && `(${declared})`} { ${name}${given && `(${given})`}${selection} }`;
  const variables = Object.fromEntries(needed.map((argument) => [argument.name, sampleOf(argument.type)]));
  const response = await fetch(`http://127.0.0.1:${portOf(front)}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${app}` },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as { errors?: { message: string; extensions: { code: string } }[] };
}

describe.each(mutations.map((field) => [field.name, field] as const))('the change %s', (name, field) => {
  it('reaches its department once, with what its caller is to others', async () => {
    const { errors = [] } = await change(field, 'explorer');
    expect(errors).toEqual([]);
    expect(reached.map(({ query, viewer }) => [query.includes(name), viewer.standing?.represents])).toEqual([
      [true, [FIRM]],
    ]);
  });

  it('reaches nobody by an app of a third party without a grant', async () => {
    const { errors = [] } = await change(field, 'app-stranger');
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['GRANT_REQUIRED']);
    expect(reached).toEqual([]);
  });
});
