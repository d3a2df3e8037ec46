import { CommandError } from '../command-error.ts';
import type { CommandContext } from '../define-command.ts';
import type { Hub } from '../hub/hub.ts';
import { DECISIONS, type Decision, nodesOf } from '../operations/plugin.ts';

/** How far something has come that was decided: ACCEPTED, COMPOSED, REFUSED by a gateway, SERVING. */
export interface Progress {
  readonly state: string | null;
}

export interface WaitOptions<P extends Progress> extends Pick<CommandContext, 'world' | 'm' | 'progress'> {
  readonly plugin: string;
  /** What stands, however the waiting ends: a sentence in the reader's language. */
  readonly done: string;
  /** Asks the hub; null: it knows of nothing yet. */
  readonly look: () => Promise<P | null>;
}

/** What was decided about a plugin last. */
export const lastDecision = (hub: Hub, plugin: string) => async (): Promise<Decision | null> =>
  nodesOf((await hub.ask(DECISIONS, { plugin, first: 1 })).graphDecisions)[0] ?? null;

/** That a release was published, by its digest. */
export const publishDecision = (hub: Hub, plugin: string, digest: string) => async (): Promise<Decision | null> =>
  nodesOf((await hub.ask(DECISIONS, { plugin, first: 20 })).graphDecisions).find(
    ({ releaseDigest, act }) => releaseDigest === digest && act === 'publishRelease',
  ) ?? null;

const EVERY_MS = 500;
/** A hub that takes longer has said nothing wrong: it is decided, and will serve. */
const LONGEST_MS = 120_000;
/** What a gateway refuses it may take a moment later, when it has everything; after that somebody has to look. */
const REFUSED_MS = 10_000;

/** Waits until the gateways that live serve what was decided: accepted, composed, serving are three things. */
export async function waitUntilServing<P extends Progress>(options: WaitOptions<P>): Promise<P> {
  const { world, done } = options;
  try {
    return await awaited(options);
  } catch (error) {
    // Ctrl-C ends the waiting alone: what was decided goes on by itself.
    if (!world.signal.aborted) throw error;
    throw new CommandError(
      'INTERRUPTED',
      'error.interrupted-waiting',
      { done },
      { suggestions: [['hint.plugin-status']] },
    );
  }
}

async function awaited<P extends Progress>({ look, world, plugin, progress, m }: WaitOptions<P>): Promise<P> {
  let told: string | null = null;
  let refusedSince: number | null = null;
  const began = world.now();
  for (const until = world.now() + LONGEST_MS; world.now() < until; await world.sleep(EVERY_MS, world.signal)) {
    const decision = await unlessBusy(look());
    if (decision?.state === 'SERVING') return decision;
    if (decision && decision.state !== told)
      progress({ tone: 'dim', text: m('say.decision-state', { state: decision.state ?? '-' }) });
    told = decision?.state ?? told;
    refusedSince = told === 'REFUSED' ? (refusedSince ?? world.now()) : null;
    if (refusedSince !== null && world.now() - refusedSince >= REFUSED_MS) break;
  }
  throw new CommandError(
    'TIMED_OUT',
    'error.not-serving-yet',
    { plugin, state: told ?? '-', seconds: Math.round((world.now() - began) / 1000) },
    { suggestions: [['hint.plugin-status']] },
  );
}

const BUSY: ReadonlySet<string> = new Set(['OVERLOADED', 'RATE_LIMITED']);

/** What was decided is decided, however much the hub has to do just now; null: ask again. */
async function unlessBusy<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof CommandError && BUSY.has(error.code)) return null;
    throw error;
  }
}
