import type { Finding } from '@citygraph/composition';
import { digestOfPayload, type SigningKey, type SupergraphArtefact } from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { FirstPartyRelease } from '../first-party-release/first-party-release.entity.ts';
import { HUB } from '../hub-viewer.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { wordsOf } from '../words-of.ts';
import { bootFinding } from './boot-finding.ts';
import type { Canary, CanaryFinding, GoldenQuery } from './canary.ts';
import { canaryVerdicts } from './canary-verdict.ts';
import { type Compose, composeGraph } from './compose-graph.ts';
import { Composition, type LeftOut } from './composition.entity.ts';
import type { GraphBefore } from './graph-before.ts';
import { compositionKey, type GraphPart, isPlugin } from './graph-part.ts';
import { isPartial, isStale } from './is-stale.ts';
import { artefactOf, keepGraph } from './keep-graph.ts';
import { readArtefact } from './read-artefact.ts';
import { SupergraphVersion } from './supergraph-version.entity.ts';
import { isUndecided } from './undecided.ts';

export interface GraphComposerOptions {
  readonly em: () => EntityManager;
  readonly keys: () => readonly SigningKey[];
  readonly compose: Compose;
  /** What the fast pass composes with. */
  readonly composeSandbox: Compose;
  /** null: graphs serve without one. */
  readonly canary: Canary | null;
  readonly goldenQueries: readonly GoldenQuery[];
  readonly now: () => Date;
  /** Milliseconds of any clock that goes on. */
  readonly elapsed?: () => number;
}

/**
 * Which way: the sandbox swaps after composing, everything else once a canary answers the golden queries (DECISIONS 16). A sandbox that a gateway refuses is composed again, of
 * what a canary boots with: that costs seconds, too many for each publish.
 */
export type Pass = 'fast' | 'booted' | 'full';

export interface GraphComposer {
  /**
   * Composes these parts without those that no gateway can serve, once for ever, and keeps what came of it. Answers the graph's digest; null: there is none. The sandbox begins from its last graph, and where
   * some of it waits to be tried, each time tries more.
   */
  make(parts: readonly GraphPart[], pass: Pass, kin: Kin): Promise<string | null>;
}

/** Digests of graphs that one comes after. */
export interface Kin {
  /** The one that everybody has; null: none yet. */
  readonly parent: string | null;
  /** The last of its own kind; null: none yet. */
  readonly before?: string | null;
}

/** Milliseconds for the first-party subgraphs alone: they are the city's own, and there is nothing without them. */
const FIRST_PARTY_MS = 120_000;
/** Milliseconds beyond twice what the first-party subgraphs take, and for each plugin (DECISIONS 16). */
const BEYOND_MS = 20_000;
const EACH_MS = 250;
/** Milliseconds after which nobody is looked for any more who does not go with what everybody has: one composition ends, and what serves stays. */
const MOST_MS = 5 * 60_000;

export function graphComposer(options: GraphComposerOptions): GraphComposer {
  const { em, keys, now } = options;
  const by = HUB.principal.subject ?? '';
  const measured = new Map<string, number>();
  /** What the first-party subgraphs take on this machine; measured once for each set of them. */
  const baseMs = async (firstParty: readonly GraphPart[], sdlOf: (part: GraphPart) => string): Promise<number> => {
    const key = compositionKey(firstParty);
    const known = measured.get(key);
    if (known !== undefined) return known;
    const [earlier] = await findRows(em(), Composition, { key });
    if (earlier?.digest) {
      measured.set(key, earlier.milliseconds);
      return earlier.milliseconds;
    }
    const began = performance.now();
    await composeGraph({ parts: firstParty, sdlOf, compose: options.compose, deadlineMs: FIRST_PARTY_MS });
    const took = Math.ceil(performance.now() - began);
    measured.clear();
    measured.set(key, took);
    return took;
  };

  /** Whether a gateway boots with it, and answers the golden queries where everybody is to have it; what was found is kept with the graph. */
  const boots =
    (canary: Canary, pass: Pass, parent: string | null) =>
    async (supergraphSdl: string, parts: readonly GraphPart[]): Promise<Finding | null> => {
      const artefact = artefactOf(supergraphSdl, parts);
      const digest = digestOfPayload(artefact);
      if ((await canaryVerdicts(em(), [digest])).get(digest)?.canariedAt) return null;
      const canaryFindings = await boot(canary, artefact, pass === 'full' ? options.goldenQueries : []);
      if (pass !== 'full' && canaryFindings.length === 0) return null;
      await keepGraph(em(), { artefact, keys: keys(), parent, by }, now());
      const verdict = canaryFindings.length === 0 ? { canariedAt: now(), canaryFindings: [] } : { canaryFindings };
      await em().nativeUpdate(SupergraphVersion, { digest }, verdict);
      return bootFinding(canaryFindings);
    };

  /** One that is kept, and passed the canary where it has to. */
  const isReady = async (digest: string, pass: Pass): Promise<boolean> => {
    const verdict = (await canaryVerdicts(em(), [digest])).get(digest);
    if (!verdict) return false;
    return pass !== 'full' || options.canary === null || verdict.canariedAt !== null;
  };

  return {
    async make(parts, pass, { parent, before = null }) {
      const key = compositionKey(parts);
      const [known] = await findRows(em(), Composition, { key });
      if (
        pass !== 'booted' &&
        known &&
        !isStale(known, now()) &&
        !isPartial(known) &&
        (known.digest === null || (await isReady(known.digest, pass)))
      )
        return known.digest;
      const sdlOf = await documentsOf(em(), parts);
      const firstParty = parts.filter((part) => !isPlugin(part));
      const deadlineMs =
        parts.length === firstParty.length
          ? FIRST_PARTY_MS
          : (await baseMs(firstParty, sdlOf)) * 2 + BEYOND_MS + EACH_MS * (parts.length - firstParty.length);
      let milliseconds = 0;
      // What a canary takes is no part of what composing takes.
      const compose: Compose = async (asked) => {
        const began = performance.now();
        const answer = await (pass === 'full' ? options.compose : options.composeSandbox)(asked);
        milliseconds += performance.now() - began;
        return answer;
      };
      const trying = options.canary && pass !== 'fast' && { boots: boots(options.canary, pass, parent) };
      const last = pass === 'full' ? null : await graphBefore(em(), known?.digest ?? before, known ?? null);
      const sparing = pass !== 'full' && {
        // One that no gateway boots with is nothing to begin from.
        sparing: { before: last && pass === 'booted' ? { ...last, included: {} } : last, now: now() },
      };
      // Who was found before time was up: the search goes on where it was.
      const found = known?.digest === null ? known.leftOut : [];
      const bounds = pass === 'full' && {
        mostMs: MOST_MS,
        without: found.map((one): LeftOut => ({ ...one, at: now().toISOString() })),
        ...(options.elapsed && { elapsed: options.elapsed }),
      };
      const graph = await composeGraph({ parts, sdlOf, compose, deadlineMs, ...bounds, ...trying, ...sparing });
      if (known?.digest != null && isUndecided(graph)) {
        // Tried once more in vain: what came of it the last time goes on.
        const leftOut = known.leftOut.map(({ at: _, ...one }) => one);
        await em().nativeUpdate(Composition, { key, at: known.at }, { at: now(), leftOut });
        return known.digest;
      }
      const artefact = graph.supergraphSdl === null ? null : artefactOf(graph.supergraphSdl, graph.included);
      const digest = artefact && (await keepGraph(em(), { artefact, keys: keys(), parent, by }, now()));
      const row = {
        key,
        digest,
        leftOut: graph.leftOut,
        findings: graph.findings.slice(0, 50) as readonly Finding[],
        milliseconds: Math.ceil(milliseconds),
        at: now(),
      };
      if (known) await em().nativeDelete(Composition, { key, at: known.at });
      await em()
        .insert(Composition, row)
        .catch((error: unknown) => {
          if (!(error instanceof UniqueConstraintViolationException)) throw error;
        });
      return digest;
    },
  };
}

/** What is known of a graph that was composed before, and of what it went without: by this composition, or else by the last that it came of. */
async function graphBefore(
  em: EntityManager,
  digest: string | null,
  known: Composition | null,
): Promise<GraphBefore | null> {
  if (digest === null) return null;
  const [version] = await findRows(em, SupergraphVersion, { digest }, { fields: ['digest', 'releases', 'composedAt'] });
  if (!version) return null;
  const [last] =
    known?.digest === digest
      ? [known]
      : await findRows(em, Composition, { digest }, { orderBy: { at: 'desc' }, limit: 1 });
  return {
    included: version.releases,
    leftOut: last?.leftOut ?? [],
    at: last?.at ?? version.composedAt,
    supergraphSdl: async () => (await readArtefact(em, digest))?.payload.supergraphSdl ?? null,
  };
}

/** A canary that fails has found something. What questions fail at may be a department that was slow just then: that is asked once more before it counts. */
async function boot(
  canary: Canary,
  artefact: SupergraphArtefact,
  goldenQueries: readonly GoldenQuery[],
): Promise<readonly CanaryFinding[]> {
  const tried = async (): Promise<readonly CanaryFinding[]> => {
    try {
      return (await canary(artefact, goldenQueries)).slice(0, 50);
    } catch (error) {
      return [{ query: null, message: wordsOf(error) }];
    }
  };
  const findings = await tried();
  const isOfQueries = findings.length > 0 && findings.every(({ query }) => query !== null);
  return isOfQueries ? tried() : findings;
}

async function documentsOf(em: EntityManager, parts: readonly GraphPart[]): Promise<(part: GraphPart) => string> {
  const ids = (wanted: readonly GraphPart[]) => wanted.map(({ id }) => id);
  const releases = await em.find(
    PluginRelease,
    { id: { $in: ids(parts.filter(isPlugin)) } },
    { fields: ['id', 'composedSdl'], disableIdentityMap: true },
  );
  const own = await findRows(em, FirstPartyRelease, { digest: { $in: ids(parts.filter((part) => !isPlugin(part))) } });
  const documents = new Map<string, string>([
    ...releases.map(({ id, composedSdl }): [string, string] => [id, composedSdl]),
    ...own.map(({ name, digest, sdl }): [string, string] => [`${name}/${digest}`, sdl]),
  ]);
  return (part) => {
    const sdl = documents.get(isPlugin(part) ? part.id : `${part.name}/${part.id}`);
    if (sdl === undefined) throw new Error(`The document of ${part.name}, ${part.id}, is not there.`);
    return sdl;
  };
}
