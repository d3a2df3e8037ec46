import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { AtTheDesk } from '../command-line.ts';
import { askEach, type CallerAnswer, type MadeUpCaller } from './made-up-callers.ts';

/** The hub has a minute to see it, and this machine may be busy with others' tests. */
const PATIENCE_MS = 120_000;

/** What each of them asks, once in so long: the plugin may be asked a hundred times a second, and sixty ask. */
const ROUND_MS = 800;

export interface FailingRelease {
  /** Who is tried on, and who is not. */
  readonly tried: readonly MadeUpCaller[];
  readonly others: readonly MadeUpCaller[];
  /** What they ask, one after the other: something of the city and something of the plugin, of one district or another. */
  readonly documents: readonly string[];
  /** The publisher, in the plugin's folder. */
  readonly maker: AtTheDesk;
  readonly rollout: string;
}

export interface SeenFailing {
  /** From the first question on, by the publisher's own clock and command; ms. */
  readonly pausedAfter: number | null;
  readonly rolledBackAfter: number;
  /** Answers with an error, of all; those who were tried on. */
  readonly triedFailed: number;
  readonly triedAsked: number;
  /** Of everybody else. */
  readonly othersAsked: number;
  readonly othersFailed: readonly CallerAnswer[];
}

interface Status {
  readonly rollouts: readonly { readonly id: string; readonly state: string }[];
}

/** Lets all of them ask and ask, while the publisher looks by command what becomes of the rollout, until the hub has taken it back. */
export async function watchAReleaseFail(failing: FailingRelease): Promise<SeenFailing> {
  const { tried, others, documents, maker, rollout } = failing;
  const started = performance.now();
  const since = (): number => Math.round(performance.now() - started);
  let isOver = false;
  const counted = { triedFailed: 0, triedAsked: 0, othersAsked: 0 };
  const othersFailed: CallerAnswer[] = [];
  const shuffled = [...tried, ...others].sort((one, other) => (one.subject < other.subject ? -1 : 1));
  const load = async (): Promise<void> => {
    for (let next = 0; !isOver; ) {
      const pace = sleep(ROUND_MS);
      const asked = await askEach(shuffled, async (caller) => ({
        caller,
        answer: await caller.ask(documents[next++ % documents.length] ?? ''),
      }));
      for (const { caller, answer } of asked) {
        const failed = (answer.errors ?? []).length > 0;
        if (tried.includes(caller)) {
          counted.triedAsked += 1;
          counted.triedFailed += failed ? 1 : 0;
        } else {
          counted.othersAsked += 1;
          if (failed) othersFailed.push(answer);
        }
      }
      await pace;
    }
  };
  let pausedAfter: number | null = null;
  const look = async (): Promise<number> => {
    for (;;) {
      const { data, error } = await maker.citygraph('plugin', 'status');
      expect(error).toBeNull();
      const state = (data as Status).rollouts.find(({ id }) => id === rollout)?.state;
      if (state === 'PAUSED') pausedAfter ??= since();
      if (state === 'ROLLED_BACK') return since();
      if (since() > PATIENCE_MS) throw new Error(`After ${since()} ms the rollout is ${state}.`);
    }
  };
  const asking = load();
  try {
    const rolledBackAfter = await look();
    isOver = true;
    await asking;
    return { pausedAfter, rolledBackAfter, ...counted, othersFailed };
  } finally {
    isOver = true;
    await asking.catch(() => {});
  }
}
