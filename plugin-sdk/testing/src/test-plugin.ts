import { readCityFolder } from '@citygraph/admission/city';
import { StartError } from '@citygraph/contract';
import type { VendorExchange } from '@citygraph/gateway';
import { type Plugin, servePlugin } from '@citygraph/plugin-sdk';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { type CitySchema, cityWithout, releaseIn } from './city/city-schema.ts';
import { bundledCitySchema } from './city/read-city-schema.ts';
import type { Finding } from './findings/finding.ts';
import { findingOfLog, findingsOf } from './findings/findings-of.ts';
import { cityTypes } from './fixtures/city-types.ts';
import { fixtureSchema } from './fixtures/fixture-schema.ts';
import { assertFixtures, type Fixtures } from './fixtures/fixtures.ts';
import { createWorld } from './fixtures/world.ts';
import { composeFuzz } from './fuzz/compose-fuzz.ts';
import { type Fuzzed, type FuzzOptions, type FuzzReport, fuzzEntities } from './fuzz/fuzz-entities.ts';
import { grantedNamesOf } from './granted-names.ts';
import { type Answered, type Asking, askHub } from './hub/ask-hub.ts';
import { createCityComposer, sayFinding } from './hub/join-city.ts';
import { createLocalKeys, type LocalHub, openLocalHub } from './hub/local-hub.ts';
import type { GrantsGiven } from './hub/local-policy.ts';
import { serveDepartments } from './hub/serve-departments.ts';

/** The city that is joined, what it answers, and how strictly the hub's rules are held. */
export interface TestPluginOptions {
  /** The city to join: a folder that `citygraph schema fetch` wrote, or a schema; default: the one that came with this package. */
  readonly schema?: string | CitySchema;
  /** What departments answer instead of made-up data. */
  readonly fixtures?: Fixtures;
  /** Another one makes up another city; default `citygraph`. */
  readonly seed?: string;
  /** Default `declared`: what the manifest asks for is granted. */
  readonly grants?: GrantsGiven;
  /** Names outside the namespace that were granted (`AdminDivision.airQuality`), beside those that `citygraph.names.json` has. */
  readonly claims?: readonly string[];
  /** What breaks a rule of the hub: `refuse` (default) rejects, `report` goes on as long as it composes. */
  readonly rules?: 'refuse' | 'report';
  /** Lines of the gateway and of the plugin's server; default: nowhere. */
  readonly log?: (line: object) => void;
}

/** A plugin in a city of one's own. End it with `close`, or the test's process stays. */
export interface PluginUnderTest {
  /** Asks the hub, which asks departments and the plugin. Rejects only when the hub cannot be reached. */
  query(document: string, variables?: Readonly<Record<string, unknown>>, asking?: Asking): Promise<Answered>;
  /** Asks the plugin through the hub about entities of every kind, known and unknown, and says what went wrong. */
  fuzz(options?: FuzzOptions): Promise<FuzzReport>;
  /** The endpoint, for other clients: `http://127.0.0.1:<port>/graphql`. They sign in with `Authorization: Bearer <a caller's handle>`. */
  readonly url: string;
  /** Sentences about rules of the hub; with `rules: 'refuse'` none of them keeps the plugin out. */
  readonly warnings: readonly string[];
  close(): Promise<void>;
}

type Question = Parameters<PluginUnderTest['query']>;

/** Milliseconds that the plugin gets to answer what is under way when its test is over. */
const DRAIN_MS = 500;

/**
 * A hub of one's own: the plugin is served over the real hop, composed with the city's schema and judged by the hub's rules; departments answer with made-up
 * data; the hub's gateway stands in front with its firewall on. Everything is on loopback, on free ports, until `close`.
 * @throws StartError that names what does not compose or which rule is broken, with line and column
 */
export async function testPlugin(plugin: Plugin, options: TestPluginOptions = {}): Promise<PluginUnderTest> {
  const {
    schema = bundledCitySchema(),
    fixtures = {},
    rules = 'refuse',
    grants = 'declared',
    log = () => {},
  } = options;
  const { manifest } = plugin;
  const whole = typeof schema === 'string' ? readCityFolder(schema) : schema;
  const city = cityWithout(whole, manifest.subgraph);
  const types = cityTypes(city.subgraphs);
  assertFixtures(fixtures, types);
  const world = createWorld({ types, fixtures, ...(options.seed !== undefined && { seed: options.seed }) });
  const { sdl, executable } = await readable(plugin);
  const seen: Finding[] = [];
  const closing: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    const keys = await createLocalKeys(manifest.subgraph);
    const composer = createCityComposer(city, {
      claims: [...(options.claims ?? []), ...grantedNamesOf(plugin)],
      previous: releaseIn(whole, manifest.subgraph),
    });
    closing.push(composer.close);
    // Composed in a thread: meanwhile the departments are made up here.
    const joining = composer.join({ manifest, sdl, file: null });
    const departments = await serveDepartments(city.subgraphs, (subgraph) => fixtureSchema(subgraph.sdl, world), {
      hop: keys.departments,
      hopKey: keys.hopKey,
    });
    closing.push(departments.close);
    const joined = await joining;
    const sayings = joined.findings.map(sayFinding);
    if (joined.supergraphSdl === null || (rules === 'refuse' && !joined.admitted)) {
      throw new StartError(`The hub would refuse ${manifest.subgraph}:\n${sayings.join('\n')}`);
    }
    const served = await servePlugin(plugin, {
      host: '127.0.0.1',
      port: 0,
      hub: 'http://127.0.0.1',
      secrets: [keys.plugin],
      keys: () => [keys.hopKey.publicJwk],
      signals: false,
      drainMs: DRAIN_MS,
      log(line) {
        seen.push(...findingOfLog(line));
        log(line);
      },
    });
    closing.push(served.close);
    const behind = {
      keys,
      world,
      manifest,
      pluginUrl: served.url,
      grants,
      observe: (exchange: VendorExchange) => void seen.push(...findingsOf(exchange, executable)),
      log,
    };
    const hub = await openLocalHub({ ...behind, supergraphSdl: joined.supergraphSdl, departments: departments.urls });
    closing.push(hub.close);
    const askAt = async (at: LocalHub, ...question: Question): Promise<Answered> => {
      const before = seen.length;
      const answer = await askHub(at, ...question);
      const findings = seen.slice(before);
      if (findings.length > 0) at.forgive();
      return { ...answer, findings };
    };
    let fuzzed: Promise<Fuzzed> | null = null;
    const openFuzzed = async (): Promise<Fuzzed> => {
      const plugin = { name: manifest.subgraph, sdl: joined.composedSdl ?? sdl };
      const { supergraphSdl, department, targets } = await composeFuzz(city, plugin, executable);
      const leading = await serveDepartments([department], () => department.schema, {
        hop: keys.departments,
        hopKey: keys.hopKey,
      });
      closing.push(leading.close);
      const urls = { ...departments.urls, ...leading.urls };
      const other = await openLocalHub({ ...behind, supergraphSdl, departments: urls });
      closing.push(other.close);
      return { targets, department, world, ask: (document, asking) => askAt(other, document, {}, asking) };
    };
    return {
      query: (...question) => askAt(hub, ...question),
      async fuzz(how) {
        fuzzed ??= openFuzzed();
        return fuzzEntities(await fuzzed, how);
      },
      url: `${hub.origin}/graphql`,
      warnings: sayings,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function readable(plugin: Plugin): Promise<{ readonly sdl: string; readonly executable: GraphQLSchema }> {
  try {
    return { sdl: await plugin.sdl(), executable: await plugin.schema() };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const [at] = error.locations ?? [];
    const place = at ? ` (line ${at.line}, column ${at.column}, the added links included)` : '';
    throw new StartError(`The schema of ${plugin.manifest.subgraph} cannot be read: ${error.message}${place}`);
  }
}
