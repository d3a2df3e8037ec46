import type { SupergraphSource } from '../gateway-options.ts';
import { wordsOf } from '../words-of.ts';
import { assertFit, type GoldenQuery } from './assert-fit.ts';
import { digestOf, type Generation } from './generation.ts';
import type { Generations } from './generations.ts';
import type { LineUp, WantedLineUp } from './line-up.ts';

/** What was wanted and cannot be served: digest → why. */
export type Refused = Readonly<Record<string, string>>;

export interface LineUps {
  /**
   * Serves this from now on. Everybody's graph, and whatever is loaded, is swapped at once (`swapped`), and nobody waits for the others: each follows when it is loaded and is meanwhile what it was, a sandbox
   * also when it cannot be; a rollout that cannot be is left out. Rejects, changing nothing, when the stable graph cannot be served. Answers once all of it is served, or something newer in its place.
   */
  serve(wanted: WantedLineUp, swapped?: () => void): Promise<Refused>;
  /** Of what was wanted last. */
  refused(): Refused;
  close(): void;
}

export interface LineUpsOptions {
  readonly generations: Generations;
  /** Loads a graph beside those that are served. */
  readonly make: (source: SupergraphSource) => Promise<Generation>;
  /** What must be understood by every graph before it serves, hot or not. */
  readonly golden: readonly GoldenQuery[];
}

/** Where a graph is served beside the stable one: `sandbox`, or `rollout` and its id. */
type Place = string;
/** One graph for one artefact, however many places show it; what is no artefact is itself alone. */
type Key = string | SupergraphSource;

interface Offer {
  readonly number: number;
  readonly wanted: WantedLineUp;
  readonly places: ReadonlyMap<Place, SupergraphSource>;
  /** Those that have not got their graph yet, nor a newer one. */
  readonly open: Set<Place>;
  readonly failed: Set<Key>;
  readonly refused: Record<string, string>;
  readonly done: () => void;
}

interface Loading {
  readonly promise: Promise<Generation>;
  readonly place: Place;
  /** The last offer that wants it there. */
  number: number;
}

/** Loading takes a thread each. */
const AT_ONCE = 2;

const keyOf = (source: SupergraphSource): Key => source.artefact ?? source;

export function createLineUps({ generations, make, golden }: LineUpsOptions): LineUps {
  const loading = new Map<Key, Loading>();
  const offers = new Set<Offer>();
  let newest: Offer | null = null;
  let number = 0;
  let last: Promise<unknown> = Promise.resolve();
  /** What the next stable graph will be: another place may have begun to load it. */
  let awaited: Key | null = null;
  let isClosed = false;

  const load = async (source: SupergraphSource, before: Generation): Promise<Generation> => {
    const generation = await make(source);
    try {
      await assertFit(generation, before, golden);
    } catch (error) {
      await generation.graph.engine.close();
      throw error;
    }
    return generation;
  };
  const known = ({ artefact }: SupergraphSource): Generation | undefined =>
    artefact === undefined ? undefined : generations.loaded().find((each) => each.artefact === artefact);
  const stableOf = async (source: SupergraphSource): Promise<Generation> => {
    const { stable } = generations.current();
    awaited = keyOf(source);
    try {
      return await (loading.get(awaited)?.promise ?? load(source, stable));
    } finally {
      awaited = null;
    }
  };

  const begin = async (wanted: WantedLineUp): Promise<Offer & { readonly whole: Promise<void> }> => {
    const stable = known(wanted.stable) ?? (await stableOf(wanted.stable));
    // From here on nothing waits: what is loaded now is served now.
    const { promise: whole, resolve: done } = Promise.withResolvers<void>();
    const places = placesOf(wanted);
    const open = new Set(
      [...places].flatMap(([place, source]) => ((sameAs(stable, source) ?? known(source)) ? [] : [place])),
    );
    number += 1;
    const offer: Offer = { number, wanted, places, open, failed: new Set(), refused: {}, done };
    newest = offer;
    generations.swap(lineUpOf(offer, stable));
    for (const earlier of offers) finish(earlier, (place) => !open.has(place));
    offers.add(offer);
    for (const [place, source] of places) {
      const under = open.has(place) && loading.get(keyOf(source));
      if (under) under.number = offer.number;
    }
    finish(offer, () => false);
    fill();
    return { ...offer, whole };
  };

  /** What is to be served of an offer now; `fresh` takes places of it. */
  const lineUpOf = (
    { wanted, failed }: Offer,
    stable: Generation,
    fresh: ReadonlyMap<Place, Generation> = new Map(),
  ): LineUp => {
    const old = generations.current();
    const found = (place: Place, source: SupergraphSource) =>
      fresh.get(place) ?? sameAs(stable, source) ?? known(source);
    const { sandbox, rollouts = [] } = wanted;
    return {
      stable,
      sandbox: sandbox ? (found(SANDBOX, sandbox) ?? old.sandbox) : sandbox === null ? null : old.sandbox,
      rollouts: rollouts.flatMap(({ id, buckets, supergraph }) => {
        const before = failed.has(keyOf(supergraph))
          ? undefined
          : old.rollouts.find((each) => each.id === id)?.generation;
        const generation = found(rolloutPlace(id), supergraph) ?? before;
        return generation ? [{ id, buckets: new Set(buckets), generation }] : [];
      }),
    };
  };

  const finish = (offer: Offer, isDone: (place: Place) => boolean): void => {
    for (const place of offer.open) if (isDone(place)) offer.open.delete(place);
    if (offer.open.size > 0) return;
    offers.delete(offer);
    offer.done();
  };
  /** These places have what was wanted up to this offer, or it cannot be had. */
  const finishUpTo = (asOf: number, places: readonly Place[]): void => {
    for (const offer of offers) if (offer.number <= asOf) finish(offer, (place) => places.includes(place));
  };
  const wantedAt = (offer: Offer, key: Key): Place[] =>
    [...offer.open].filter((place) => {
      const source = offer.places.get(place);
      return source !== undefined && keyOf(source) === key;
    });

  const fill = (): void => {
    for (const [place, source] of newest?.places ?? []) {
      if (isClosed || loading.size >= AT_ONCE) return;
      if (!newest?.open.has(place) || loading.has(keyOf(source))) continue;
      const promise = load(source, beforeAt(generations.current(), place));
      const one: Loading = { promise, place, number: newest.number };
      loading.set(keyOf(source), one);
      promise
        .then(
          (generation) => placed(one, keyOf(source), generation),
          (error: unknown) => refuse(one, source, wordsOf(error)),
        )
        .finally(() => {
          loading.delete(keyOf(source));
          fill();
        });
    }
  };
  const placed = ({ place, number: until }: Loading, key: Key, generation: Generation): void => {
    const here = newest === null ? [] : wantedAt(newest, key);
    // Something else is wanted there by now and is not loaded yet: this is newer than what is there.
    const at = here.length > 0 ? here : newest?.open.has(place) ? [place] : [];
    if (newest === null || at.length === 0) {
      if (key !== awaited) void generation.graph.engine.close();
      return;
    }
    generations.swap(lineUpOf(newest, generations.current().stable, new Map(at.map((one) => [one, generation]))));
    finishUpTo(here.length > 0 ? newest.number : until, at);
  };
  const refuse = ({ place, number: until }: Loading, source: SupergraphSource, reason: string): void => {
    const key = keyOf(source);
    for (const offer of offers) {
      if (wantedAt(offer, key).length === 0) continue;
      offer.failed.add(key);
      offer.refused[source.artefact ?? digestOf(source.sdl)] = reason;
    }
    const here = newest === null ? [] : wantedAt(newest, key);
    if (newest !== null && here.length > 0) generations.swap(lineUpOf(newest, generations.current().stable));
    finishUpTo(here.length > 0 ? (newest?.number ?? until) : until, here.length > 0 ? here : [place]);
  };

  return {
    async serve(wanted, swapped) {
      // One after another: the last one that was asked for is the one that stays.
      const begun = last.then(() => begin(wanted));
      last = begun.catch(() => {});
      const offer = await begun;
      swapped?.();
      await offer.whole;
      return offer.refused;
    },
    refused: () => newest?.refused ?? {},
    close() {
      isClosed = true;
      for (const offer of offers) finish(offer, () => true);
    },
  };
}

const SANDBOX: Place = 'sandbox';
const rolloutPlace = (id: string): Place => `rollout ${id}`;

/** Rollouts first: people are served by them. */
const placesOf = ({ sandbox, rollouts = [] }: WantedLineUp): ReadonlyMap<Place, SupergraphSource> =>
  new Map([
    ...rollouts.map(({ id, supergraph }) => [rolloutPlace(id), supergraph] as const),
    ...(sandbox ? [[SANDBOX, sandbox] as const] : []),
  ]);

/** One that was just loaded is not among those that are served yet. */
const sameAs = (generation: Generation, { artefact }: SupergraphSource): Generation | undefined =>
  artefact !== undefined && generation.artefact === artefact ? generation : undefined;

function beforeAt({ stable, sandbox, rollouts }: LineUp, place: Place): Generation {
  if (place === SANDBOX) return sandbox ?? stable;
  return rollouts.find(({ id }) => rolloutPlace(id) === place)?.generation ?? stable;
}
