import { digestOfPayload, type GraphSet } from '@citygraph/contract';
import type { SupergraphSource } from '../../gateway-options.ts';
import { wordsOf } from '../../words-of.ts';
import type { WantedLineUp } from '../line-up.ts';
import { turn } from '../turn.ts';
import type { ControlChannel } from './control-channel.ts';
import { type DeliveredFrom, deliveredSource } from './delivered-source.ts';
import type { DocumentStore } from './document-store.ts';
import { NotYet } from './follow-document.ts';
import { isNewer, type Numbered } from './is-newer.ts';
import type { Keyring } from './keyring.ts';
import { openArtefact } from './read-artefact.ts';
import { readGraphSet } from './read-graph-set.ts';

/** A graph set with those of its artefacts that could be had. */
export interface DeliveredSet {
  readonly set: GraphSet;
  readonly document: unknown;
  readonly lineUp: WantedLineUp;
  /** What it names and could not be had: digest → why. */
  readonly missing: Readonly<Record<string, string>>;
  /** What was had, and no gateway of this deployment can take: waiting mends nothing. */
  readonly refused: Readonly<Record<string, string>>;
}

/** An artefact that was had and cannot be taken. */
export class Unfit extends Error {
  readonly digest: string;

  constructor(message: string, digest: string) {
    super(message);
    this.digest = digest;
  }
}

export interface GraphSets {
  /** A newly offered set, its artefacts from disk or from the registry; null: nothing in it is news. Throws an Error that says why it cannot be served. */
  offer(document: unknown): Promise<DeliveredSet | null>;
  /** What can be served of what is on disk, newest first. */
  kept(): AsyncGenerator<DeliveredSet>;
  /** From now on nothing older is taken. */
  serves(delivered: DeliveredSet): Promise<void>;
}

export interface GraphSetsOptions extends DeliveredFrom {
  readonly keyring: Keyring;
  readonly store: DocumentStore;
  readonly channel: ControlChannel;
  readonly log: (line: object) => void;
}

export function createGraphSets({ keyring, store, channel, log, ...from }: GraphSetsOptions): GraphSets {
  /** The highest that was ever taken: downgrade protection (DECISIONS 20). */
  let floor: Numbered | null = null;
  let served: DeliveredSet | null = null;
  /** Artefacts in use that were verified by the keyset of this number. */
  let verified = new Map<string, SupergraphSource>();
  let verifiedBy = 0;

  const sourceOf = (document: unknown, digest: string, keys: Parameters<typeof openArtefact>[2]): SupergraphSource => {
    const payload = openArtefact(document, digest, keys);
    try {
      return deliveredSource(payload, digest, from);
    } catch (error) {
      throw new Unfit(wordsOf(error), digest);
    }
  };
  /** From disk if it is there and sound; else the registry's, which is then on disk. */
  const artefactOf = async (digest: string, mayFetch: boolean): Promise<SupergraphSource> => {
    const known = verified.get(digest);
    if (known) return known;
    const kept = await fromDisk(digest, mayFetch);
    if (kept) return kept;
    const document = await channel.artefact(digest);
    await turn();
    const source = sourceOf(document, digest, keyring.living('graphs'));
    await store.keepArtefact(digest, document).catch((error: unknown) => unkept(`artefact ${digest}`, error));
    return source;
  };
  const fromDisk = async (digest: string, mayFetch: boolean): Promise<SupergraphSource | null> => {
    try {
      const document = await store.artefact(digest);
      await turn();
      const keys = mayFetch ? keyring.living('graphs') : keyring.known('graphs');
      if (document !== null) return sourceOf(document, digest, keys);
      if (!mayFetch) throw new Error('it is not there');
    } catch (error) {
      if (!mayFetch) throw error;
      log({ event: 'kept-artefact-refused', digest, reason: wordsOf(error), note: 'The registry is asked for it.' });
    }
    return null;
  };
  const unkept = (what: string, error: unknown) => log({ event: 'not-kept', what, reason: wordsOf(error) });

  /** Throws when there is no stable graph. */
  const deliver = async (set: GraphSet, document: unknown, mayFetch: boolean): Promise<DeliveredSet> => {
    const sources = new Map<string, SupergraphSource>();
    const missing: Record<string, string> = {};
    const refused: Record<string, string> = {};
    const named = namedBy(set);
    await Promise.all(
      named.map(async (digest) => {
        try {
          sources.set(digest, await artefactOf(digest, mayFetch));
        } catch (error) {
          (error instanceof Unfit ? refused : missing)[digest] = wordsOf(error);
        }
      }),
    );
    const stable = sources.get(set.stable);
    const unfit = refused[set.stable];
    if (unfit !== undefined) throw new Unfit(`its stable graph cannot be taken: ${unfit}`, set.stable);
    if (!stable) throw new NotYet(`its stable graph cannot be had: ${missing[set.stable]}`, set.stable);
    const lineUp: WantedLineUp = {
      stable,
      ...sandboxOf(set, sources),
      rollouts: set.rollouts.flatMap(({ id, buckets, artefact }) => {
        const supergraph = sources.get(artefact);
        return supergraph ? [{ id, buckets, supergraph }] : [];
      }),
    };
    return { set, document, lineUp, missing, refused };
  };

  return {
    async offer(document) {
      const set = readGraphSet(document, keyring.living('graphs'));
      const offered = numbered(set);
      const isNews = isNewer(offered, floor);
      const by = keyring.current()?.sequence ?? 0;
      const isWhole = served?.set.sequence === set.sequence && Object.keys(served.missing).length === 0;
      if (!isNews && isWhole && by === verifiedBy) return null;
      // Under other keys everything must be signed anew, or it could not be read after a start.
      if (by !== verifiedBy) verified = new Map();
      return deliver(set, document, true);
    },
    async *kept() {
      for (const sequence of await store.graphSets()) {
        try {
          const document = await store.graphSet(sequence);
          const set = readGraphSet(document, keyring.known('graphs'));
          if (set.sequence !== sequence) throw new Error(`it is number ${set.sequence}`);
          if (floor === null) floor = numbered(set);
          yield await deliver(set, document, false);
        } catch (error) {
          log({ event: 'kept-graphs-refused', sequence, reason: wordsOf(error) });
        }
      }
    },
    async serves(delivered) {
      const { set, document, lineUp } = delivered;
      served = delivered;
      if (floor === null || set.sequence > floor.sequence) floor = numbered(set);
      verified = new Map(
        [lineUp.stable, lineUp.sandbox, ...(lineUp.rollouts ?? []).map(({ supergraph }) => supergraph)].flatMap(
          (source) => (source?.artefact ? [[source.artefact, source] as const] : []),
        ),
      );
      verifiedBy = keyring.current()?.sequence ?? 0;
      await store
        .keepGraphSet(set.sequence, document, namedBy(set), set.stable)
        .catch((error: unknown) => unkept(`graph set ${set.sequence}`, error));
    },
  };
}

const namedBy = ({ stable, sandbox, rollouts }: GraphSet): string[] => [
  ...new Set([stable, ...(sandbox === null ? [] : [sandbox]), ...rollouts.map(({ artefact }) => artefact)]),
];

/** One that cannot be had leaves the old one where it is. */
function sandboxOf(
  { sandbox }: GraphSet,
  sources: ReadonlyMap<string, SupergraphSource>,
): Pick<WantedLineUp, 'sandbox'> {
  if (sandbox === null) return { sandbox: null };
  const source = sources.get(sandbox);
  return source ? { sandbox: source } : {};
}

const numbered = (set: GraphSet): Numbered => ({ sequence: set.sequence, digest: digestOfPayload(set) });
