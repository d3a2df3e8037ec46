import { type RootKeys, type ServingState, type SigningKey, StartError } from '@citygraph/contract';
import type { Gateway } from '../../create-gateway.ts';
import type { SubgraphTarget, SupergraphSource } from '../../gateway-options.ts';
import { type FetchedText, fetchText } from '../../sources/fetch-text.ts';
import { PROMPT } from '../../sources/follow-text.ts';
import { createHealthCounters } from '../../telemetry/plugin-health.ts';
import { type ReportCounters, type Reporter, startReporter } from '../../telemetry/reporter.ts';
import { createUsageCounters } from '../../telemetry/usage.ts';
import { wordsOf } from '../../words-of.ts';
import { controlChannel } from './control-channel.ts';
import { deliveredPolicy } from './delivered-policy.ts';
import { type DocumentStore, openDocumentStore } from './document-store.ts';
import { type FollowedDocument, followDocument, NotYet, parsed } from './follow-document.ts';
import { createGraphSets, type DeliveredSet, Unfit } from './graph-sets.ts';
import { createKeyring, type Keyring } from './keyring.ts';
import { patiently } from './patiently.ts';
import { servingState } from './serving-state.ts';

export interface DeliveryOptions {
  /** Of the registry's listener for gateways, without path. */
  readonly url: string;
  /** What this gateway proves itself with there. */
  readonly secret: Uint8Array;
  /** Public keys that are pinned here: they say who else may sign. */
  readonly rootKeys: RootKeys;
  /** What plugins' keys are made of. */
  readonly hopMaster: Uint8Array;
  /** Where the last good documents are kept. */
  readonly folder: string;
  /** Where the departments are. */
  readonly routes: Readonly<Record<string, SubgraphTarget>>;
  readonly log?: (line: object) => void;
  readonly now?: () => number;
  /** Between questions that are not kept waiting; ms. */
  readonly pollIntervalMs?: number;
  /** Tell the registry what runs, how plugins answer and what is asked for; default true. */
  readonly reports?: boolean;
  /** Between reports, and between reports that tell of usage; ms. */
  readonly reportEveryMs?: number;
  readonly usageEveryMs?: number;
  /** How long the first start waits for a registry that is still starting; ms. */
  readonly patienceMs?: number;
}

/** A gateway that serves what a registry signs. */
export interface Delivery {
  /** Whose policy bundles are taken: for `createGateway`. */
  policyKeys(): readonly SigningKey['publicJwk'][];
  /** Makes the gateway with the first graph that it can serve, sets its policy and the other graphs, and follows the registry from then on. */
  start(make: (supergraph: SupergraphSource) => Promise<Gateway>): Promise<Gateway>;
  serving(): ServingState;
  /** What the gateway counts for the registry: for `createGateway`; absent: nothing is reported. */
  readonly reports?: ReportCounters;
  close(): Promise<void>;
}

const POLL_MS = 1_000;
/** A registry that is away must not keep a gateway from what it has on disk; ms. */
const ASKING_MS = 2_000;
const PATIENCE_MS = 30_000;

/** Verifies what is on disk, then asks the registry for what is newer. */
export async function openDelivery(options: DeliveryOptions): Promise<Delivery> {
  const { url, secret, rootKeys, folder, log = () => {}, now, pollIntervalMs = POLL_MS } = options;
  const store = await openDocumentStore(folder);
  const channel = controlChannel({ url, secret });
  const keyring = createKeyring({ rootKeys, ...(now && { now }) });
  const sets = createGraphSets({ ...options, keyring, store, channel, log });
  await restoreKeysets(keyring, store, log);
  const sources = { keyset: channel.keyset(), graphs: channel.graphs(), policy: channel.policy() };
  const known: Record<keyof typeof sources, FetchedText> = { keyset: NOTHING, graphs: NOTHING, policy: NOTHING };
  const followed: FollowedDocument[] = [];
  let gateway: Gateway | null = null;
  let missing: Readonly<Record<string, string>> = {};
  /** What the registry had at the start. */
  let offered: DeliveredSet | null = null;
  let isRestoring = false;
  /** The last set all of which is served, or what is newer in its place; 0: none. */
  let complete = 0;
  /** Graphs of the set that is served that could be had and not be taken. */
  let unfit: Readonly<Record<string, string>> = {};
  /** The graph for everybody that was offered last, if it was tried and refused, or could not be had. */
  let unloadable: Readonly<Record<string, string>> = {};
  let awaited: Readonly<Record<string, string>> = {};

  const ask = async (what: keyof typeof sources): Promise<unknown> => {
    known[what] = NOTHING;
    known[what] = await fetchText(sources[what], { timeoutMs: ASKING_MS });
    return parsed(known[what].text);
  };
  const takeKeyset = async (document: unknown): Promise<boolean> => {
    if (!keyring.offer(document)) return true;
    const sequence = keyring.current()?.sequence ?? 0;
    log({ event: 'keyset-taken', sequence });
    await store.keepKeyset(sequence, document).catch((error: unknown) => log(unkept('keyset', error)));
    for (const each of followed) each.again();
    return true;
  };
  const policies = deliveredPolicy({ channel, store, log });
  /** Answers as soon as everybody's graph is served, and whatever was loaded: nobody waits for the others, which follow by `whole`. */
  const serve = async (at: Gateway, delivered: DeliveredSet): Promise<{ readonly whole: Promise<void> }> => {
    const { promise: swapped, resolve } = Promise.withResolvers<void>();
    const whole = at.serve(delivered.lineUp, { swapped: resolve });
    try {
      await Promise.race([swapped, whole]);
    } catch (error) {
      unloadable = { [delivered.set.stable]: wordsOf(error) };
      throw error;
    }
    missing = delivered.missing;
    unfit = delivered.refused;
    unloadable = {};
    awaited = {};
    await sets.serves(delivered);
    return { whole: whole.then((refused) => isWhole(delivered, refused)) };
  };
  const isWhole = ({ set: { sequence }, refused: unfit }: DeliveredSet, refused: Readonly<Record<string, string>>) => {
    complete = Math.max(complete, sequence);
    const all = { ...refused, ...unfit };
    log({ event: 'graphs-served', sequence, ...(hasAny(all) && { refused: all }) });
  };
  const takeGraphs = async (at: Gateway, document: unknown): Promise<boolean> => {
    let delivered: DeliveredSet | null;
    try {
      delivered = await sets.offer(document);
    } catch (error) {
      if (error instanceof NotYet) awaited = { [error.digest]: error.message };
      if (error instanceof Unfit) unloadable = { [error.digest]: error.message };
      throw error;
    }
    if (delivered !== null) {
      await serve(at, delivered);
      return !hasAny(delivered.missing);
    }
    unloadable = {};
    awaited = {};
    return true;
  };

  /** The registry's graphs, if it is there, then what is on disk. */
  async function* candidates(): AsyncGenerator<DeliveredSet> {
    // Before anything is asked for: what was served before is the least that is taken.
    const kept = sets.kept();
    const { value: newest } = await kept.next();
    try {
      await takeKeyset(await ask('keyset'));
      offered = await sets.offer(await ask('graphs'));
    } catch (error) {
      if (!newest) throw error;
      log({ event: 'graphs-refused', note: 'What is on disk is served.', reason: wordsOf(error) });
    }
    if (offered) yield offered;
    if (newest) yield newest;
    yield* kept;
  }

  const firstGateway = async (
    make: (supergraph: SupergraphSource) => Promise<Gateway>,
  ): Promise<{ readonly gateway: Gateway; readonly delivered: DeliveredSet }> => {
    for await (const delivered of candidates()) {
      try {
        return { gateway: await make(delivered.lineUp.stable), delivered };
      } catch (error) {
        if (error instanceof StartError) throw error;
        unloadable = { [delivered.set.stable]: wordsOf(error) };
        log({ event: 'graphs-refused', sequence: delivered.set.sequence, reason: wordsOf(error) });
      }
    }
    throw new Error(`no graph can be served${Object.values(unloadable).map((reason) => `: ${reason}`)}`);
  };

  const firstPolicy = async (at: Gateway): Promise<void> => {
    const isKept = await restorePolicy(at);
    try {
      const isWhole = await policies.take(at, await ask('policy'));
      if (!isWhole) known.policy = NOTHING;
    } catch (error) {
      known.policy = NOTHING;
      if (!isKept) throw error;
      log({ event: 'policy-refused', note: 'What was in force last goes on.', reason: wordsOf(error) });
    }
  };
  /** First what was in force, so that nothing older is taken. */
  const restorePolicy = async (at: Gateway): Promise<boolean> => {
    isRestoring = true;
    try {
      return await policies.restore(at);
    } catch (error) {
      log({ event: 'kept-policy-refused', reason: wordsOf(error) });
      return false;
    } finally {
      isRestoring = false;
    }
  };

  const counters: ReportCounters = { health: createHealthCounters(), usage: createUsageCounters() };
  const isReporting = options.reports ?? true;
  let reporter: Reporter | null = null;
  const serving = () =>
    servingState(gateway, keyring, {
      graphs: complete,
      refused: { ...unfit, ...unloadable },
      missing: { ...missing, ...awaited },
    });

  return {
    ...(isReporting && { reports: counters }),
    policyKeys: () => (isRestoring ? keyring.known('policy') : keyring.living('policy')),
    async start(make) {
      const first = await patiently(options.patienceMs ?? PATIENCE_MS, url, log, () => firstGateway(make));
      gateway = first.gateway;
      const at = first.gateway;
      try {
        await patiently(options.patienceMs ?? PATIENCE_MS, url, log, () => firstPolicy(at));
        await (await serve(at, first.delivered)).whole;
      } catch (error) {
        await at.close();
        throw error;
      }
      const common = { pollIntervalMs, log };
      // What is served is not all of what the registry has: that is taken up again.
      if (first.delivered !== offered || hasAny(first.delivered.missing)) known.graphs = NOTHING;
      followed.push(
        followDocument({
          ...common,
          source: sources.keyset,
          pace: PROMPT,
          known: known.keyset,
          take: takeKeyset,
        }),
        followDocument({
          ...common,
          source: sources.policy,
          pace: PROMPT,
          known: known.policy,
          take: (one) => policies.take(at, one),
        }),
        followDocument({ ...common, source: sources.graphs, known: known.graphs, take: (one) => takeGraphs(at, one) }),
      );
      if (isReporting) {
        const { reportEveryMs: everyMs, usageEveryMs } = options;
        reporter = startReporter({
          counters,
          serving,
          send: channel.report,
          log,
          ...(everyMs !== undefined && { everyMs }),
          ...(usageEveryMs !== undefined && { usageEveryMs }),
        });
      }
      return at;
    },
    serving,
    async close() {
      await reporter?.close();
      await Promise.all(followed.map((each) => each.stop()));
    },
  };
}

const NOTHING: FetchedText = { text: '', etag: null };

async function restoreKeysets(keyring: Keyring, store: DocumentStore, log: (line: object) => void): Promise<void> {
  for (const read of [store.keysetBefore, store.keyset]) {
    try {
      const document = await read();
      if (document !== null) keyring.restore(document);
    } catch (error) {
      log({ event: 'kept-keyset-refused', reason: wordsOf(error) });
    }
  }
}

const hasAny = (reasons: Readonly<Record<string, string>>): boolean => Object.keys(reasons).length > 0;

const unkept = (what: string, error: unknown) => ({ event: 'not-kept', what, reason: wordsOf(error) });
