import type { Finding } from '@citygraph/composition';
import type { SigningKey, SupergraphArtefact } from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { FirstPartyRelease } from '../first-party-release/first-party-release.entity.ts';
import { HUB } from '../hub-viewer.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import type { Canary, CanaryFinding, GoldenQuery } from './canary.ts';
import { canaryVerdicts } from './canary-verdict.ts';
import { type Compose, composeGraph } from './compose-graph.ts';
import { Composition } from './composition.entity.ts';
import { compositionKey, type GraphPart, isPlugin } from './graph-part.ts';
import { isStale } from './is-stale.ts';
import { artefactOf, keepGraph } from './keep-graph.ts';
import { readArtefact } from './read-artefact.ts';
import { SupergraphVersion } from './supergraph-version.entity.ts';

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
}

/** Which of two ways: the sandbox swaps after composing, everything else after the canary as well (DECISIONS 16). */
export type Pass = 'fast' | 'full';

export interface GraphComposer {
  /** Composes these parts, once for ever, and keeps what came of it. Answers the graph's digest; null: there is none. */
  make(parts: readonly GraphPart[], pass: Pass, parent: string | null): Promise<string | null>;
}

/** Milliseconds for the first-party subgraphs alone: they are the city's own, and there is nothing without them. */
const FIRST_PARTY_MS = 120_000;
/** Milliseconds beyond twice what the first-party subgraphs take, and for each plugin (DECISIONS 16). */
const BEYOND_MS = 20_000;
const EACH_MS = 250;

export function graphComposer(options: GraphComposerOptions): GraphComposer {
  const { em, keys, now } = options;
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

  const composed = async (
    parts: readonly GraphPart[],
    compose: Compose,
    parent: string | null,
  ): Promise<string | null> => {
    const key = compositionKey(parts);
    const [known] = await findRows(em(), Composition, { key });
    const isKept = async (digest: string): Promise<boolean> => (await canaryVerdicts(em(), [digest])).has(digest);
    if (known && !isStale(known, now()) && (known.digest === null || (await isKept(known.digest)))) return known.digest;
    const sdlOf = await documentsOf(em(), parts);
    const firstParty = parts.filter((part) => !isPlugin(part));
    const deadlineMs =
      parts.length === firstParty.length
        ? FIRST_PARTY_MS
        : (await baseMs(firstParty, sdlOf)) * 2 + BEYOND_MS + EACH_MS * (parts.length - firstParty.length);
    const began = performance.now();
    const graph = await composeGraph({ parts, sdlOf, compose, deadlineMs });
    const artefact = graph.supergraphSdl === null ? null : artefactOf(graph.supergraphSdl, graph.included);
    const by = HUB.principal.subject ?? '';
    const digest = artefact && (await keepGraph(em(), { artefact, keys: keys(), parent, by }, now()));
    const row = {
      key,
      digest,
      leftOut: graph.leftOut,
      findings: graph.findings.slice(0, 50) as readonly Finding[],
      milliseconds: Math.ceil(performance.now() - began),
      at: now(),
    };
    if (known) await em().nativeDelete(Composition, { key, at: known.at });
    await em()
      .insert(Composition, row)
      .catch((error: unknown) => {
        if (!(error instanceof UniqueConstraintViolationException)) throw error;
      });
    return digest;
  };

  const canaried = async (digest: string): Promise<void> => {
    if (!options.canary) return;
    const verdict = (await canaryVerdicts(em(), [digest])).get(digest);
    if (!verdict || verdict.canariedAt || verdict.findings.length > 0) return;
    const artefact = await readArtefact(em(), digest);
    const canaryFindings = artefact ? await boot(options.canary, artefact.payload, options.goldenQueries) : [];
    await em().nativeUpdate(
      SupergraphVersion,
      { digest },
      canaryFindings.length === 0 ? { canariedAt: now(), canaryFindings: [] } : { canaryFindings },
    );
  };

  return {
    async make(parts, pass, parent) {
      const digest = await composed(parts, pass === 'fast' ? options.composeSandbox : options.compose, parent);
      if (digest !== null && pass === 'full') await canaried(digest);
      return digest;
    },
  };
}

/** A canary that fails has found something. */
async function boot(
  canary: Canary,
  artefact: SupergraphArtefact,
  goldenQueries: readonly GoldenQuery[],
): Promise<readonly CanaryFinding[]> {
  try {
    return (await canary(artefact, goldenQueries)).slice(0, 50);
  } catch (error) {
    return [{ query: null, message: error instanceof Error ? error.message : String(error) }];
  }
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
