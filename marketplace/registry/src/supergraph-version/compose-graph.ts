import type { ComposeOptions, Composition, Finding, SubgraphSource } from '@citygraph/composition';
import type { LeftOut } from './composition.entity.ts';
import { type GraphPart, isPlugin } from './graph-part.ts';

export type Compose = (options: ComposeOptions) => Promise<Composition>;

export interface ComposeGraphOptions {
  readonly parts: readonly GraphPart[];
  /** SDL of a part. */
  readonly sdlOf: (part: GraphPart) => string;
  readonly compose: Compose;
  /** Milliseconds for all of them together. */
  readonly deadlineMs: number;
  /** Whether a gateway can serve what was composed: what it found; null: nothing. Default: nobody tries. */
  readonly boots?: (supergraphSdl: string, parts: readonly GraphPart[]) => Promise<Finding | null>;
}

export interface ComposedGraph {
  /** null: the first-party subgraphs alone do not compose. */
  readonly supergraphSdl: string | null;
  readonly included: readonly GraphPart[];
  readonly leftOut: readonly LeftOut[];
  /** Why there is no graph. */
  readonly findings: readonly Finding[];
}

/**
 * Composes first-party subgraphs and plugins. Where that fails, or where no gateway boots with what came of it, the plugins that it fails for are left out, each with what was
 * found: first-party always wins, and of plugins that came earlier. Halving finds k of n with k·log n compositions.
 */
export async function composeGraph({
  parts,
  sdlOf,
  compose,
  deadlineMs,
  boots = async () => null,
}: ComposeGraphOptions): Promise<ComposedGraph> {
  const firstParty = parts.filter((part) => !isPlugin(part));
  const plugins = parts.filter(isPlugin).toSorted(bySeniority);
  const attempt = async (chosen: readonly GraphPart[]): Promise<Composition> => {
    const composed = await compose({
      subgraphs: chosen.toSorted(byName).map((part) => sourceOf(part, sdlOf)),
      deadlineMs,
    });
    if (composed.supergraphSdl === null) return composed;
    const fault = await boots(composed.supergraphSdl, chosen);
    return fault === null ? composed : { ...composed, supergraphSdl: null, errors: [fault] };
  };

  const all = await attempt(parts);
  if (all.supergraphSdl !== null)
    return { supergraphSdl: all.supergraphSdl, included: parts, leftOut: [], findings: [] };
  const alone = plugins.length === 0 ? all : await attempt(firstParty);
  if (alone.supergraphSdl === null) return { supergraphSdl: null, included: [], leftOut: [], findings: alone.errors };

  // Where it is too much for time or memory, nobody's first plugin goes for somebody's twentieth.
  const ordered = all.errors.some(({ code }) => TOO_MUCH.has(code)) ? inTurn(plugins) : plugins;
  const leftOut: LeftOut[] = [];
  let included = firstParty;
  let { supergraphSdl } = alone;
  const take = async (candidates: readonly GraphPart[], known?: Composition): Promise<void> => {
    const tried = known ?? (await attempt([...included, ...candidates]));
    if (tried.supergraphSdl !== null) {
      supergraphSdl = tried.supergraphSdl;
      included = [...included, ...candidates];
    } else if (candidates.length > 1) {
      const half = Math.ceil(candidates.length / 2);
      await take(candidates.slice(0, half));
      await take(candidates.slice(half));
    } else {
      for (const { name, subgraph } of candidates)
        leftOut.push({ plugin: name, release: subgraph.release, findings: firstOf(tried.errors) });
    }
  };
  await take(ordered, all);
  return { supergraphSdl, included, leftOut, findings: [] };
}

/** What composers find where there is too much, rather than something wrong. */
const TOO_MUCH = new Set(['DEADLINE_EXCEEDED', 'MEMORY_EXCEEDED']);

/** The first of each publisher, then the second of each, and so on; of one turn those that came earlier first. */
function inTurn(plugins: readonly GraphPart[]): readonly GraphPart[] {
  const counted = new Map<string, number>();
  const turns = plugins.map((part) => {
    const publisher = part.publisher ?? part.name;
    const turn = counted.get(publisher) ?? 0;
    counted.set(publisher, turn + 1);
    return { part, turn };
  });
  return turns.toSorted((one, other) => one.turn - other.turn).map(({ part }) => part);
}

/** Findings that are kept of one release; a document can be wrong in thousands of places. */
const MOST_FINDINGS = 50;
const firstOf = (findings: readonly Finding[]): readonly Finding[] => findings.slice(0, MOST_FINDINGS);

/** Addresses in the graph are logical: where plugins are is in the artefact alone, where departments are is the deployment's business. */
const sourceOf = (part: GraphPart, sdlOf: (part: GraphPart) => string): SubgraphSource => ({
  name: part.name,
  url: `http://${part.name}.internal/graphql`,
  sdl: sdlOf(part),
});

const byName = (one: GraphPart, other: GraphPart): number => (one.name < other.name ? -1 : 1);

const bySeniority = (one: GraphPart, other: GraphPart): number =>
  one.since.getTime() - other.since.getTime() || byName(one, other);
