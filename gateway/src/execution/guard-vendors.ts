import type { Standing } from '@citygraph/contract';
import { type MayReceive, subjectsOf, thoseWhoConsent } from '../policy/consent.ts';
import type { Guarded, Need } from '../policy/need.ts';
import type { Refusal } from '../policy/refusal.ts';
import { type Decisions, decideAgain, holds, receiversOf, toldBy, UNRECORDED } from './decisions.ts';
import type { Dispatch, SubgraphReply, ToldPerson } from './engine.ts';
import { type Asked, evidenceOf, NOBODY_ASKED } from './evidence-of.ts';
import type { ExecutionRequest } from './execute-operation.ts';
import { shownBy } from './shown-by.ts';

/** One execution's way to vendors: what was decided holds at each request, and is written down before the first that tells of somebody. */
export interface VendorGuard {
  readonly dispatch: Dispatch;
  /** null: vendors are told of nobody. */
  readonly mayReceive: MayReceive | null;
  /** By the policy in force now. */
  decisions(): Decisions;
  asked(): Asked;
  /** Id of what was written down; null: nothing was. */
  announced(): string | null;
  /** A request was refused for what was decided since the operation began. */
  hasRefused(): boolean;
  /** A request was refused because it could not be written down. */
  isUnrecorded(): boolean;
}

export interface VendorGuardOptions {
  readonly request: ExecutionRequest;
  readonly standing: Standing | null;
  /** What the operation was begun under. */
  readonly decided: Decisions;
}

/**
 * A department may take seconds to answer, and a grant, a consent or a plugin's leave may go meanwhile, or end. So each request to a vendor is judged by the policy in
 * force when it is sent; within a second and under the same policy that costs a comparison.
 */
export function guardVendors({ request, standing, decided }: VendorGuardOptions): VendorGuard {
  const { principal, purpose, dispatchAs, policyNow } = request;
  const dispatchUnder = (decisions: Decisions): Dispatch => {
    const told = toldBy(decisions);
    const receivers = receiversOf(told, decisions, request.versionOf);
    return dispatchAs({ principal, standing, purpose, receivers }, told, decisions.policy);
  };
  const { vendors, mayFeedPersonally } = feedsOf(request.operation.guarded);
  let byPlugin: ReadonlyMap<string, readonly Guarded[]> | null = null;
  const needs = (): ReadonlyMap<string, readonly Guarded[]> => {
    byPlugin ??= needsByPlugin(shownBy(request, decided));
    return byPlugin;
  };
  const send = dispatchUnder(decided);
  let current = decided;
  let since = request.now;
  let sendToVendor = send;
  const decisions = (): Decisions => {
    const policy = policyNow();
    const now = Date.now();
    if (!holds(current, policy, since, now)) {
      since = now;
      current = decideAgain(request, policy, standing, decided);
      sendToVendor = dispatchUnder(current);
    }
    return current;
  };

  /** Keys of those of whom it was asked whether a plugin may be told; of those whom requests that are about to be sent tell of; of those whom plugins were told of. */
  const considered = new Keys();
  const toBeTold = new Keys();
  const told = new Keys();
  const mayReceive: MayReceive = (plugin, type, key) => {
    considered.add(key);
    return decisions().mayReceive?.(plugin, type, key) !== false;
  };

  /** Did everybody consent whom departments showed for what a plugin is sent, where it is not told who that is? */
  const haveConsented = (plugin: string): boolean => {
    const { mayReceive: rule } = decisions();
    if (rule === null || !unnamed.has(plugin)) return true;
    return thoseWhoConsent(disclosed.all).every(({ type, key }) => rule(plugin, type, key));
  };

  const refusalFor = (plugin: string, tells: readonly ToldPerson[]): Pick<Refusal, 'code' | 'message'> | null => {
    const { refusals, mayReceive: rule } = decisions();
    if (current === decided) return null;
    for (const { id } of needs().get(plugin) ?? []) {
      const refusal = refusals.get(id);
      if (refusal) return refusal;
    }
    const mayBeTold = rule === null || tells.every(({ type, key }) => rule(plugin, type, key));
    return mayBeTold ? null : TAKEN_BACK;
  };

  const isPersonal = (plugin: string): boolean =>
    decided.claims.has(plugin) || (needs().get(plugin) ?? []).some((need) => isFedPersonally(need, plugin));
  const personal =
    mayFeedPersonally || decided.claims.size > 0 ? new Set([...needs().keys()].filter(isPersonal)) : NO_PLUGIN;
  const unnamed = mayFeedPersonally
    ? new Set([...needs()].flatMap(([plugin, all]) => (all.some((need) => isOfOthers(need, plugin)) ? plugin : [])))
    : NO_PLUGIN;
  const shownToVendors = new Map<Decisions, Set<string>>();
  const disclosed = new Keys();
  let announced = request.announced ?? null;
  const writtenDown = new Keys();
  const announceNow = async (): Promise<void> => {
    const shown = disclosed.all.filter((key) => !considered.has(key));
    const subjects = [...shown, ...subjectsOf({ ...request, now: Date.now() }, standing), ...toBeTold.all];
    if (announced !== null && subjects.every((key) => writtenDown.has(key))) return;
    const everybody: Asked = { under: new Map([[current, personal]]), subjects, withheld: new Set() };
    const toBeSent = evidenceOf({ ...request, announced }, standing, current, everybody, UNANSWERED);
    if (!toBeSent) return;
    announced = await request.announce(toBeSent);
    for (const key of subjects) writtenDown.add(key);
  };
  /** One after the other: each writes down whoever came since, under the id of the first. */
  let announcing = NOTHING_ANNOUNCED;
  const announce = (): Promise<void> => {
    const own = announcing.then(announceNow);
    announcing = own.catch(() => {});
    return own;
  };

  let hasRefused = false;
  let isUnrecorded = false;
  const refused = (refusal: Pick<Refusal, 'code' | 'message'>): SubgraphReply => {
    hasRefused = true;
    return failed(refusal);
  };
  return {
    mayReceive: personal.size === 0 ? null : mayReceive,
    decisions,
    asked: () =>
      shownToVendors.size === 0
        ? NOBODY_ASKED
        : {
            under: shownToVendors,
            subjects: told.all,
            withheld: new Set(considered.all.filter((key) => !told.has(key))),
          },
    announced: () => announced,
    hasRefused: () => hasRefused,
    isUnrecorded: () => isUnrecorded,
    async dispatch(subgraph, fetch) {
      if (!vendors.has(subgraph)) {
        const reply = await send(subgraph, fetch);
        for (const key of reply.disclosed?.subjects ?? []) disclosed.add(key);
        return reply;
      }
      const { tells = [] } = fetch;
      const refusal = refusalFor(subgraph, tells);
      if (refusal) return refused(refusal);
      if (request.canRecord === true && personal.has(subgraph)) {
        for (const { key } of tells) toBeTold.add(key);
        try {
          await announce();
        } catch {
          isUnrecorded = true;
          return failed({ code: 'LEDGER_UNAVAILABLE', message: UNRECORDED });
        }
        // The disk took its time.
        const later = refusalFor(subgraph, tells);
        if (later) return refused(later);
      }
      // What departments showed is known now only: asked once more, they would show the same.
      if (!haveConsented(subgraph)) return failed(UNCONSENTED);
      const asked = shownToVendors.get(current);
      if (asked) asked.add(subgraph);
      else shownToVendors.set(current, new Set([subgraph]));
      for (const { key } of tells) told.add(key);
      return sendToVendor(subgraph, fetch);
    },
  };
}

const NO_PLUGIN: ReadonlySet<string> = new Set();

const NOTHING_ANNOUNCED: Promise<void> = Promise.resolve();

/** What is in it was put there once. Most operations tell vendors of nobody, so it takes no room before something is. */
class Keys {
  #keys: Set<string> | null = null;

  add(key: string): void {
    this.#keys ??= new Set();
    this.#keys.add(key);
  }

  has(key: string): boolean {
    return this.#keys?.has(key) === true;
  }

  get all(): readonly string[] {
    return this.#keys === null ? [] : [...this.#keys];
  }
}

/** What an operation asks of vendors, whoever sends it. */
interface Feeds {
  readonly vendors: ReadonlySet<string>;
  /** Some vendor is sent what needs a grant. */
  readonly mayFeedPersonally: boolean;
}

const feedsOfGuarded = new WeakMap<readonly Guarded[], Feeds>();

function feedsOf(guarded: readonly Guarded[]): Feeds {
  let feeds = feedsOfGuarded.get(guarded);
  if (feeds === undefined) {
    const all = guarded.flatMap((need) => need.feeds);
    feeds = {
      vendors: new Set(all.map(({ plugin }) => plugin)),
      mayFeedPersonally: all.some(({ given }) => given.some(({ needsGrant }) => needsGrant)),
    };
    feedsOfGuarded.set(guarded, feeds);
  }
  return feeds;
}

const TAKEN_BACK: Pick<Refusal, 'code' | 'message'> = {
  code: 'CONSENT_REQUIRED',
  message: 'Somebody whom it is about took their consent back while it was worked out.',
};

const UNCONSENTED: Pick<Refusal, 'code' | 'message'> = {
  code: 'CONSENT_REQUIRED',
  message: 'Somebody whom it is about has not consented to what the plugin would be sent.',
};

const UNANSWERED = { data: null };

function needsByPlugin(shown: readonly Guarded[]): ReadonlyMap<string, readonly Guarded[]> {
  const byPlugin = new Map<string, Guarded[]>();
  for (const need of shown) {
    for (const { plugin } of need.feeds) {
      const known = byPlugin.get(plugin);
      if (known) known.push(need);
      else byPlugin.set(plugin, [need]);
    }
  }
  return byPlugin;
}

const isFedPersonally = ({ feeds }: Need, to: string): boolean =>
  feeds.some(({ plugin, given }) => plugin === to && given.some(({ needsGrant }) => needsGrant));

/** Of things: a vehicle, a place, a firm. Whose they are their keys do not say. */
const isOfOthers = ({ feeds }: Need, to: string): boolean =>
  feeds.some(
    ({ plugin, given }) => plugin === to && given.some(({ needsGrant, isOfNamed }) => needsGrant && !isOfNamed),
  );

const failed = ({ code, message }: Pick<Refusal, 'code' | 'message'>): SubgraphReply => ({
  data: null,
  errors: [{ message, code, path: null }],
  bytes: 0,
  isShared: false,
});
