import { buildSubgraphSchema } from '@apollo/subgraph';
import { readCityFolder } from '@citygraph/admission/city';
import { type HopSecret, type LocalText, type PluginManifest, publishedSdl, StartError } from '@citygraph/contract';
import { type GraphQLSchema, parse } from 'graphql';
import { type CitySchema, cityWithout, releaseIn } from '../city/city-schema.ts';
import { bundledCitySchema } from '../city/read-city-schema.ts';
import type { Finding } from '../findings/finding.ts';
import { findingsOf } from '../findings/findings-of.ts';
import { cityTypes } from '../fixtures/city-types.ts';
import { fixtureSchema } from '../fixtures/fixture-schema.ts';
import { assertFixtures, type Fixtures } from '../fixtures/fixtures.ts';
import { createWorld } from '../fixtures/world.ts';
import { assertPortFree } from '../hub/assert-port-free.ts';
import { createCityComposer, type Joined, sayFinding } from '../hub/join-city.ts';
import { createLocalKeys, openLocalHub } from '../hub/local-hub.ts';
import type { GrantsGiven } from '../hub/local-policy.ts';
import { serveDepartments } from '../hub/serve-departments.ts';
import type { LiveEndpoint } from '../live/live-endpoint.ts';
import { liveSchema } from '../live/live-schema.ts';
import { lookUps } from '../live/look-ups.ts';
import { say } from '../words.ts';
import { frontDesk } from './front-desk.ts';
import { graphiqlPage } from './graphiql-page.ts';
import { firstText, type GreetingFacts, greeting } from './greeting.ts';

/** The plugin that joins, the city that it joins, and where it is served. */
export interface DevHubOptions {
  readonly manifest: PluginManifest;
  /** The plugin's schema document, with or without links. */
  readonly sdl: string;
  /** What findings call it. */
  readonly file?: string | null;
  /** Where the plugin is served: `http://127.0.0.1:4001/graphql`. Nothing need listen there yet. */
  readonly url: string;
  /** The city to join: a folder that `writeCitySchema` wrote, or a schema; default: the one that came with this package. */
  readonly schema?: string | CitySchema;
  /** Default: any free port. */
  readonly port?: number;
  /** Sent with every request that does not say them itself: `{ authorization: 'Bearer farmer' }`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Departments are asked at a public endpoint, as a client, instead of made up. */
  readonly live?: LiveEndpoint;
  readonly fixtures?: Fixtures;
  readonly seed?: string;
  readonly grants?: GrantsGiven;
  /** Of what GraphiQL begins with; default: English. */
  readonly language?: keyof LocalText;
  readonly claims?: readonly string[];
  /** What the plugin's requests are signed with; default: a key of this hub's life. */
  readonly hop?: HopSecret;
  /** Told what the hub sees of the plugin and does not take. */
  readonly onFinding?: (finding: Finding) => void;
  readonly log?: (line: object) => void;
}

/** What became of a schema document. */
export interface Recomposed {
  /** The graph with this document is served; else what was served before goes on. */
  readonly serving: boolean;
  /** The real hub would take it. */
  readonly admitted: boolean;
  readonly findings: Joined['findings'];
  /** What the gateway says against a graph that composes; null: nothing. */
  readonly refused: LocalText | null;
  /** The findings as sentences with file, line and column, and behind them `refused`, in English. */
  readonly lines: readonly string[];
  readonly ms: number;
}

/** A hub on this machine with the plugin in it. Stop it with `close`. */
export interface DevHub {
  /** `http://127.0.0.1:<port>`: GraphiQL is there, GraphQL at `/graphql`. */
  readonly origin: string;
  /** What the plugin's process needs to take this hub's requests. */
  readonly environment: { readonly CITYGRAPH_HUB: string; readonly CITYGRAPH_HOP_KEYS: string };
  /** What became of the document that it began with; when it does not compose, the city is served without it. */
  readonly first: Recomposed;
  /** Entities that cannot be asked for by key at a live hub; empty when nothing is live. */
  readonly notLive: readonly string[];
  /** What GraphiQL begins with, in sentences: who answers for the city, and for what nobody does. */
  readonly greeting: readonly LocalText[];
  /** Puts another document, or another manifest and other granted names as well, in the place of the last one. One after the other; the last wins. */
  recompose(sdl: string, manifest?: PluginManifest, claims?: readonly string[]): Promise<Recomposed>;
  close(): Promise<void>;
}

/**
 * The hub that a plugin is developed on: the gateway with its firewall on, on the loopback interface, in front of the city's schema with the plugin in it.
 * @throws StartError for a port that is taken, an address that is none, a city that cannot be used
 */
export async function startDevHub(options: DevHubOptions): Promise<DevHub> {
  const {
    url,
    schema = bundledCitySchema(),
    fixtures = {},
    live,
    file = null,
    onFinding = () => {},
    log = () => {},
  } = options;
  if (!URL.canParse(url)) throw new StartError(say('url.none', { url: JSON.stringify(url) }));
  if (options.port !== undefined) await assertPortFree(options.port);
  const whole = typeof schema === 'string' ? readCityFolder(schema) : schema;
  const city = cityWithout(whole, options.manifest.subgraph);
  const types = cityTypes(city.subgraphs);
  assertFixtures(fixtures, types);
  const world = createWorld({ types, fixtures, ...(options.seed !== undefined && { seed: options.seed }) });
  const closing: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    const composer = createCityComposer(city, {
      claims: options.claims ?? [],
      previous: releaseIn(whole, options.manifest.subgraph),
    });
    closing.push(composer.close);
    let executable: GraphQLSchema | null = null;
    let { manifest, claims = [] } = options;
    const own = await createLocalKeys(manifest.subgraph);
    const keys = { ...own, plugin: options.hop ?? own.plugin };
    const found = lookUps(city.subgraphs);
    const facts: GreetingFacts = {
      liveAt: live ? new URL(live.endpoint).origin : null,
      notLive: live ? types.entities.filter((type) => !found.has(type)) : [],
    };
    // Composed in a thread: meanwhile the departments are made here.
    const joining = composer.join({ manifest, sdl: options.sdl, file });
    const departments = await serveDepartments(
      city.subgraphs,
      ({ sdl }) => (live ? liveSchema(sdl, found, live) : fixtureSchema(sdl, world)),
      { hop: keys.departments, hopKey: keys.hopKey },
    );
    closing.push(departments.close);

    const joined = await joining;
    if (joined.supergraphSdl !== null) executable = executableOf(options.sdl);
    const hub = await openLocalHub({
      keys,
      world,
      manifest,
      supergraphSdl: joined.supergraphSdl ?? (await composer.alone()),
      departments: departments.urls,
      pluginUrl: url,
      grants: options.grants ?? 'declared',
      ...(options.port !== undefined && { port: options.port }),
      page: frontDesk({
        headers: { ...(live && { authorization: 'Bearer resident' }), ...lowered(options.headers ?? {}) },
        page: graphiqlPage(`CityGraph · ${manifest.subgraph}`, firstText(facts, options.language ?? 'en')),
      }),
      observe(exchange) {
        const findings = executable ? findingsOf(exchange, executable) : [];
        for (const finding of findings) onFinding(finding);
        // Who mends it need not wait for a breaker.
        if (findings.length > 0) hub.forgive();
      },
      log,
    });
    closing.push(hub.close);

    const swap = async (sdl: string, next: PluginManifest, names: readonly string[]): Promise<Recomposed> => {
      if (next.subgraph !== manifest.subgraph) {
        throw new StartError(say('hub.other-plugin', { before: manifest.subgraph, now: next.subgraph }));
      }
      const started = performance.now();
      const candidate = await composer.join({ manifest: next, sdl, file, claims: names });
      let refused: LocalText | null = null;
      if (candidate.supergraphSdl !== null) {
        try {
          await hub.replace(candidate.supergraphSdl, next);
          [executable, manifest] = [executableOf(sdl), next];
        } catch (error) {
          refused = say('boot.refused', { said: error instanceof Error ? error.message : String(error) });
        }
      }
      return recomposed(candidate, performance.now() - started, refused);
    };
    let last: Promise<unknown> = Promise.resolve();
    return {
      origin: hub.origin,
      environment: {
        CITYGRAPH_HUB: hub.origin,
        CITYGRAPH_HOP_KEYS: `${keys.plugin.keyId}=${Buffer.from(keys.plugin.secret).toString('base64url')}`,
      },
      first: recomposed(joined, joined.ms, null),
      notLive: facts.notLive,
      greeting: greeting(facts),
      recompose(sdl, next, names) {
        claims = names ?? claims;
        const turn = last.then(() => swap(sdl, next ?? manifest, claims));
        last = turn.catch(() => {});
        return turn;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function recomposed({ admitted, supergraphSdl, findings }: Joined, ms: number, refused: LocalText | null): Recomposed {
  const lines = findings.map(sayFinding);
  return {
    serving: supergraphSdl !== null && refused === null,
    admitted,
    findings,
    refused,
    lines: refused === null ? lines : [...lines, refused.en],
    ms,
  };
}

const executableOf = (sdl: string): GraphQLSchema => buildSubgraphSchema([{ typeDefs: parse(publishedSdl(sdl).sdl) }]);

const lowered = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
