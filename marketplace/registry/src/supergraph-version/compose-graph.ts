import type { ComposeOptions, Composition, Finding, SubgraphSource } from '@citygraph/composition';
import type { LeftOut } from './composition.entity.ts';
import { type Culprit, findOut, type Going } from './find-out.ts';
import { causeOf, type GraphBefore, knownOf, sortedBy } from './graph-before.ts';
import { cityKey, type GraphPart, isPlugin, releasesOf } from './graph-part.ts';
import { guestsOf, type HostsOf, hostsAmong, hostsFirst } from './hosts-first.ts';
import { undecided } from './undecided.ts';

export type Compose = (options: ComposeOptions) => Promise<Composition>;

export interface ComposeGraphOptions {
  readonly parts: readonly GraphPart[];
  /** SDL of a part. */
  readonly sdlOf: (part: GraphPart) => string;
  readonly compose: Compose;
  /** Milliseconds for all of them together. */
  readonly deadlineMs: number;
  /** Milliseconds after which nobody is looked for any more; who was found by then is left out the next time (`without`). Default: however long it takes. */
  readonly mostMs?: number;
  /** Those that were found before time was up, the last time: the others go on without them. */
  readonly without?: readonly LeftOut[];
  /** Milliseconds of any clock that goes on. */
  readonly elapsed?: () => number;
  /** Whether a gateway can serve what was composed: what it found; null: nothing. Default: nobody tries. */
  readonly boots?: (supergraphSdl: string, parts: readonly GraphPart[]) => Promise<Finding | null>;
  /** Left out: nothing is remembered, and whoever does not fit is found out with as many compositions as it takes. */
  readonly sparing?: Sparing;
}

/** Composes where somebody waits: what the graph before tells is not tried again, and what many compositions would tell is told later. */
export interface Sparing {
  /** null: there was none. */
  readonly before: GraphBefore | null;
  readonly now: Date;
}

export interface ComposedGraph {
  /** null: the first-party subgraphs alone do not compose. */
  readonly supergraphSdl: string | null;
  readonly included: readonly GraphPart[];
  readonly leftOut: readonly LeftOut[];
  /** Why there is no graph. */
  readonly findings: readonly Finding[];
}

/** Compositions that a graph of so many plugins takes at most, where somebody waits. */
export const mostCompositions = (plugins: number): number => Math.ceil(Math.log2(Math.max(plugins, 1))) + 5;

/**
 * Composes first-party subgraphs and plugins. Where that fails, or where no gateway boots with what came of it, the plugins that it fails for are left out, each with what was
 * found: first-party always wins, of plugins the owner of a name, else whoever was there, or came earlier.
 */
export async function composeGraph(options: ComposeGraphOptions): Promise<ComposedGraph> {
  const {
    parts,
    sparing,
    without = [],
    mostMs = Number.POSITIVE_INFINITY,
    elapsed = () => performance.now(),
  } = options;
  const until = elapsed() + mostMs;
  const firstParty = parts.filter((part) => !isPlugin(part));
  const seniors = parts.filter((part) => isPlugin(part) && !knownOf(without, part)).toSorted(bySeniority);
  const hostsOf = hostsAmong(seniors, options.sdlOf);
  const plugins = hostsFirst(seniors, hostsOf);
  const { attempt, times } = counting(options);
  const { staying, candidates, again, leftOut, kept } = await plan(firstParty, plugins, { sparing, hostsOf });

  const wanted = [...firstParty, ...staying, ...candidates];
  const all = await attempt(wanted);
  if (all.supergraphSdl !== null) {
    return { supergraphSdl: all.supergraphSdl, included: wanted, leftOut: [...leftOut, ...without], findings: [] };
  }
  const ground = kept ?? (await groundOf(firstParty, { staying, candidates, all, attempt }));
  if ('errors' in ground) return { supergraphSdl: null, included: [], leftOut: [], findings: ground.errors };

  const rest = wanted.filter((part) => !ground.included.includes(part));
  // Where it is too much for time or memory, nobody's first plugin goes for somebody's twentieth; nor where little is tried.
  const isFair = sparing !== undefined || all.errors.some(({ code }) => TOO_MUCH.has(code));
  const ordered = isFair ? hostsFirst(inTurn(rest), hostsOf) : rest;
  // Those that were left out before are tried one at a time: somebody new may come any moment.
  const tried = again ? ordered.slice(0, 1) : ordered;
  const first = tried.length === ordered.length ? all : await attempt([...ground.included, ...tried]);
  const most = sparing ? mostCompositions(plugins.length) : Number.POSITIVE_INFINITY;
  const found = await findOut(ground, tried, first, {
    attempt,
    isSpent: () => times() >= most || elapsed() >= until,
    isSparing: sparing !== undefined,
  });
  const culprits = found.culprits.map((culprit) =>
    leftOutFor(culprit, { firstParty, hosts: hostsOf(culprit.part), sparing }),
  );
  // What everybody has goes without nobody who may be in it: it stays what it is.
  if (!sparing && found.untried.length > 0) {
    const findings = [undecided(found.suspects.length > 0 ? found.suspects : found.untried, mostMs)];
    return { supergraphSdl: null, included: [], leftOut: [...without, ...culprits], findings };
  }
  const untried = [...found.untried, ...ordered.slice(tried.length)];
  return {
    supergraphSdl: found.going.supergraphSdl,
    included: found.going.included,
    leftOut: [
      ...leftOut,
      ...without,
      ...culprits,
      ...untried.map((part) => waitingOf(part, knownOf(sparing?.before?.leftOut ?? [], part))),
    ],
    findings: [],
  };
}

interface Plan {
  readonly staying: readonly GraphPart[];
  readonly candidates: readonly GraphPart[];
  /** The candidates were all left out before. */
  readonly again: boolean;
  /** Those that are not tried. */
  readonly leftOut: readonly LeftOut[];
  /** The graph of those that stay; null: it is not known. */
  readonly kept: Going | null;
}

/** What is tried with what: all, where nothing is remembered; else who is new, and where nobody is, those who were left out for what may be over. */
async function plan(
  firstParty: readonly GraphPart[],
  plugins: readonly GraphPart[],
  { sparing, hostsOf }: { readonly sparing: Sparing | undefined; readonly hostsOf: HostsOf },
): Promise<Plan> {
  const before = sparing?.before;
  if (!before) return { staying: [], candidates: plugins, again: false, leftOut: [], kept: null };
  const { staying: there, fresh, waiting, out } = sortedBy(before, firstParty, plugins, sparing.now);
  // Whoever stands on names of somebody new is tried after them, however long it was there.
  const guests = guestsOf(
    fresh.map(({ name }) => name),
    there,
    hostsOf,
  );
  const staying = there.filter(({ name }) => !guests.has(name));
  const ground = [...firstParty, ...staying];
  const isAsBefore = isSame(releasesOf(ground), before.included);
  const supergraphSdl = isAsBefore ? await before.supergraphSdl() : null;
  const kept = supergraphSdl === null ? null : { supergraphSdl, included: ground };
  if (isAsBefore && fresh.length === 0) {
    const candidates = plugins.filter((part) => knownOf(waiting, part));
    return { staying, candidates, again: true, leftOut: out, kept };
  }
  const leftOut = [...out, ...waiting.map((one): LeftOut => ({ ...one, waits: true }))];
  return {
    staying,
    candidates: plugins.filter((part) => fresh.includes(part) || guests.has(part.name)),
    again: false,
    leftOut,
    kept,
  };
}

/** What is there goes on, if it goes without whom it lost; otherwise the city's own alone. */
async function groundOf(
  firstParty: readonly GraphPart[],
  {
    staying,
    candidates,
    all,
    attempt,
  }: Pick<Plan, 'staying' | 'candidates'> & { readonly all: Composition; readonly attempt: Attempt },
): Promise<Going | Pick<Composition, 'errors'>> {
  const going = [...firstParty, ...staying];
  if (staying.length > 0 && candidates.length > 0) {
    const { supergraphSdl } = await attempt(going);
    if (supergraphSdl !== null) return { supergraphSdl, included: going };
  }
  const alone = staying.length + candidates.length === 0 ? all : await attempt(firstParty);
  const { supergraphSdl, errors } = alone;
  return supergraphSdl === null ? { errors } : { supergraphSdl, included: firstParty };
}

type Attempt = (chosen: readonly GraphPart[]) => Promise<Composition>;

/** Composes, boots, and counts how often. */
function counting({ sdlOf, compose, deadlineMs, boots = async () => null }: ComposeGraphOptions) {
  let count = 0;
  const attempt: Attempt = async (chosen) => {
    count += 1;
    const subgraphs = chosen.toSorted(byName).map((part) => sourceOf(part, sdlOf));
    const composed = await compose({ subgraphs, deadlineMs });
    if (composed.supergraphSdl === null) return composed;
    const fault = await boots(composed.supergraphSdl, chosen);
    return fault === null ? composed : { ...composed, supergraphSdl: null, errors: [fault] };
  };
  return { attempt, times: () => count };
}

function leftOutFor(
  { part, errors, included }: Culprit,
  {
    firstParty,
    hosts,
    sparing,
  }: {
    readonly firstParty: readonly GraphPart[];
    readonly hosts: readonly string[];
    readonly sparing: Sparing | undefined;
  },
): LeftOut {
  const found = { plugin: part.name, release: part.subgraph.release, findings: firstOf(errors) };
  if (!sparing) return found;
  const against = causeOf(part, errors, included.filter(isPlugin), hosts);
  return { ...found, at: sparing.now.toISOString(), city: cityKey(firstParty), against };
}

const NOT_TRIED: Finding = {
  code: 'NOT_TRIED',
  message: 'It was not tried yet: others of its publisher do not go with the graph, and are looked at one by one.',
  coordinate: null,
  composer: 'hub',
};

const waitingOf = ({ name, subgraph }: GraphPart, known: LeftOut | undefined): LeftOut => ({
  ...(known ?? { plugin: name, release: subgraph.release, findings: [NOT_TRIED] }),
  waits: true,
});

const isSame = (one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean =>
  Object.keys(one).length === Object.keys(other).length &&
  Object.entries(one).every(([name, release]) => other[name] === release);

/** What composers find where there is too much, rather than something wrong. */
const TOO_MUCH = new Set(['DEADLINE_EXCEEDED', 'MEMORY_EXCEEDED', 'GRAPH_TOO_LARGE']);

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
