import { createAdmission } from '@citygraph/admission';
import { type Case, readCases } from '@citygraph/admission/testing';
import { createGuardedClient } from '@citygraph/gateway';
import { testSubgraph } from '@citygraph/kit/testing';
import { afterAll, describe, expect, it } from '@jest/globals';
import { type DefinitionNode, Kind, parse } from 'graphql';
import { importFirstParty } from '../first-party-release/import-first-party.ts';
import { withKeys } from '../index.ts';
import { NameClaim } from '../name-claim/name-claim.entity.ts';
import { addUsage } from '../operation-usage/add-usage.ts';
import { Publisher } from '../publisher/publisher.entity.ts';
import { PublisherDomain } from '../publisher/publisher-domain.entity.ts';
import { CREATE, manifestOf, registered, vendors } from '../testing/publishing-story.ts';
import { makePlugin, makePublisherOf, makeRelease, vendorNamed } from '../testing/release-story.ts';
import { keys, now } from '../testing/story.ts';
import { judgeAgainstGraph } from './judge-against-graph.ts';

const judge = createAdmission({ deadlineMs: 60_000, basesKept: 20 });
const client = createGuardedClient();
const department = testSubgraph(
  withKeys(keys, { admission: judgeAgainstGraph({ em: () => department.em(), judge, now: () => now }), client }),
  { now },
);
afterAll(() => Promise.all([judge.close(), client.close()]));

const cases = readCases('hostile');
interface Found {
  readonly rule: string;
  readonly coordinate: string | null;
  readonly severity: string;
}

const PLUGIN = 'iov-motors';
const TRY = `query T($p: ID!, $s: String!, $m: String!) { publishVerdict(plugin: $p, sdl: $s, manifest: $m) {
  accepted findings { rule coordinate severity } } }`;

/** What the vendor of a case would have to write, so that nothing but the case itself is wrong with it. */
function manifestFor({ request: { base, plugin, namespace, manifest, mintable = [] } }: Case): Record<string, unknown> {
  const data = (manifest?.data ?? []).map((coordinate) => ({
    class: 'S3',
    coordinate,
    reason: { zh: '试用', en: 'To try it.' },
    purpose: 'self-service',
    retentionDays: 1,
  }));
  return manifestOf({
    id: `city.air-lab.${plugin.name}`,
    subgraph: plugin.name,
    namespace,
    version: '9.0.0',
    extends:
      manifest?.extends ??
      extendedBy(
        plugin.sdl,
        base.map(({ sdl }) => sdl),
      ),
    runtime: { stable: { url: plugin.url }, sandbox: { url: 'https://sandbox.example.com/graphql' } },
    permissions: {
      data,
      ...(manifest?.persons && { persons: manifest.persons }),
      mints: manifest?.mints ?? mintable,
      egressHosts: [],
    },
  });
}

const isComposite = (node: DefinitionNode) =>
  node.kind === Kind.OBJECT_TYPE_DEFINITION ||
  node.kind === Kind.OBJECT_TYPE_EXTENSION ||
  node.kind === Kind.INTERFACE_TYPE_DEFINITION;

/** The fields of each type that a text has, extended or not; nothing of a text that cannot be read. */
function fieldsIn(sdl: string): Map<string, Set<string>> {
  const types = new Map<string, Set<string>>();
  try {
    for (const node of parse(sdl, { noLocation: true, maxTokens: 20_000 }).definitions) {
      if (!isComposite(node)) continue;
      const known = types.get(node.name.value) ?? new Set();
      for (const { name } of node.fields ?? []) known.add(name.value);
      types.set(node.name.value, known);
    }
  } catch {
    // Whatever it would extend, it is refused for this.
  }
  return types;
}

/** Types of others that a document adds fields to. */
function extendedBy(sdl: string, base: readonly string[]): string[] {
  const theirs = base.flatMap((each) => [...fieldsIn(each)]);
  return [...fieldsIn(sdl)].flatMap(([type, fields]) => {
    const known = theirs.filter(([name]) => name === type);
    const isRoot = ['Query', 'Mutation', 'Subscription'].includes(type);
    const added = [...fields].filter((field) => known.every(([, has]) => !has.has(field)));
    return known.length === 0 || isRoot || added.length === 0 ? [] : [type];
  });
}

async function tried(one: Case) {
  const {
    base,
    plugin,
    namespace,
    claims,
    mintable = [],
    previous,
    usage = [],
    siblings = [],
    strangers = [],
  } = one.request;
  const em = department.em();
  const isStranger = ({ name }: { readonly name: string }): boolean => strangers.includes(name);
  await importFirstParty(
    em,
    base.filter((part) => !isStranger(part)),
    now,
  );
  await registered(department, { namespace: 'iov' });
  const { id: publisherId } = await em.findOneOrFail(Publisher, { handle: 'air-lab' });
  const proved = { token: null, provedAt: now, lookedAt: now, failingSince: null };
  await em.insert(PublisherDomain, { publisherId, domain: 'example.com', ...proved });
  await em.nativeUpdate(Publisher, { id: publisherId }, { verification: 'DOMAIN_PROVED', domain: 'example.com' });
  for (const [index, name] of [...claims, ...mintable.map((type) => `${namespace}:${type}`)].entries()) {
    const decided = { requestedBy: 'sub', requestedAt: now, decidedBy: 'sub', decidedAt: now, decisionReason: '' };
    await em.insert(NameClaim, {
      id: `clm_${index}`,
      publisherId,
      name,
      reason: '',
      state: 'GRANTED',
      ...decided,
      version: 1,
    });
  }
  if (previous) {
    await department.as(vendors.ada).run(CREATE, { n: PLUGIN, ns: 'iov' });
    await makeRelease(em, { plugin: PLUGIN, version: '1.0.0', sdl: previous.sdl, state: 'STABLE' });
  }
  if (strangers.length > 0) await makePublisherOf(em, vendorNamed('stranger'));
  for (const { name, sdl } of base.filter(isStranger)) {
    await makePlugin(em, name, name, vendorNamed('stranger'));
    await makeRelease(em, { plugin: name, version: '1.0.0', sdl, state: 'STABLE' });
  }
  for (const { name, sdl } of siblings) {
    await makePlugin(em, name, namespace, { id: publisherId, handle: 'air-lab' });
    await makeRelease(em, { plugin: name, version: '1.0.0', sdl, state: 'SANDBOX' });
  }
  const asked = usage.map(({ coordinate, count }, index) => ({
    app: 'app-lender',
    digest: index.toString(16).padStart(64, '0'),
    operationName: null,
    coordinates: [coordinate],
    count,
    errors: 0,
    cost: count,
  }));
  await addUsage(em, asked, now);
  return department.as(vendors.ada).run(TRY, { p: plugin.name, s: plugin.sdl, m: JSON.stringify(manifestFor(one)) });
}

/** Refused before anything is composed: by the manifest's form, the reserved words, or the client that would ask the address. */
const AT_THE_DOOR: Readonly<Record<string, RegExp>> = {
  'asks for a namespace that is a pattern': /^manifest: .* namespace: ".\*" does not have the form/,
  'calls itself like a department': /subgraph: government is reserved/,
  'calls itself like the hub': /subgraph: citygraph is reserved/,
  'calls itself with what ends a line': /^manifest: .* subgraph: "iov\\nmotors" does not have the form/,
  'declares what no graph has': /^manifest: .* permissions.data\[0\].coordinate: "__proto__" does not have the form/,
  'is served at a host that only looks like a known one': /holds a user name or a password/,
  'is served at a private address in IPv6 clothes': /names an address that is not public/,
  'is served at a script': /^manifest: .* runtime.stable.url: "javascript:alert\(1\)" does not have the form/,
  'is served at an address written as one number': /names an address that is not public/,
  "is served at the cloud's metadata": /is not https/,
  "is served in the city's own network": /names an address that is not public/,
  "is served on the hub's own machine": /names a host that only a private network knows/,
  "is served under a department's own name": /names a host that only a private network knows/,
  'is served without encryption': /is not https/,
  'writes its person arguments as nobody can read them':
    /^manifest: .* permissions.persons.arguments: .* does not have the form/,
};

/** A leave counts where the manifest says that it is used; this one is not. */
const BESIDES: Readonly<Record<string, string>> = {
  'may return places, and returns parcels': 'MINTS_REFERENCE Place',
};

/** What only publishing for real, or a graph that is booted, finds out. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  // The canary boots the graph that it is composed into, and leaves it out: graph-publisher.db.test.ts.
  'composes, and no gateway can load it': 'BOOT',
  // Here somebody counts: nobody asked for it.
  'takes away a field that nobody has counted': 'BREAKING Query.iov_a',
};

describe('a hostile vendor that publishes is refused who', () => {
  it.each(cases.map((one) => [one.title, one] as const))('%s', async (title, one) => {
    const { data, errors } = await tried(one);
    const atTheDoor = AT_THE_DOOR[title];
    if (atTheDoor) {
      expect(errors?.[0]?.message).toMatch(atTheDoor);
      return;
    }
    expect(errors).toBeUndefined();
    const { findings } = data.publishVerdict as { findings: readonly Found[] };
    const found = findings.map(({ rule, coordinate }) => (coordinate === null ? rule : `${rule} ${coordinate}`));
    const besides = BESIDES[title] ?? [];
    const expected = one.expected.filter((rule) => rule !== ELSEWHERE[title]).concat(besides);
    expect([...new Set(found)].sort()).toEqual(expected.sort());
    expect(findings.some(({ severity }) => severity === 'error')).toBe(!(title in ELSEWHERE));
  });

  it('is none that the cases do not have', () => {
    const titles = cases.map(({ title }) => title);
    expect(
      [AT_THE_DOOR, BESIDES, ELSEWHERE].flatMap((list) => Object.keys(list)).filter((title) => !titles.includes(title)),
    ).toEqual([]);
  });
});
