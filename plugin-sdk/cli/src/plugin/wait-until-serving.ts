import { CommandError } from '../command-error.ts';
import type { CommandContext } from '../define-command.ts';
import type { Hub } from '../hub/hub.ts';
import { DECISIONS, type Decision, nodesOf } from '../operations/plugin.ts';

export interface WaitOptions extends Pick<CommandContext, 'world' | 'm' | 'progress'> {
  readonly hub: Hub;
  readonly plugin: string;
  /** Digest of a release that was published; null: whatever was decided about the plugin last. */
  readonly published: string | null;
}

const EVERY_MS = 500;
/** A hub that takes longer has said nothing wrong: it is decided, and will serve. */
const LONGEST_MS = 120_000;

/** Waits until the gateways that live serve what was decided: accepted, composed, serving are three things. */
export async function waitUntilServing(options: WaitOptions): Promise<Decision> {
  const { hub, world, plugin, published, progress, m } = options;
  let told: string | null = null;
  for (const until = world.now() + LONGEST_MS; world.now() < until; await world.sleep(EVERY_MS, world.signal)) {
    const decisions = await unlessBusy(hub.ask(DECISIONS, { plugin, first: 20 }));
    if (decisions === null) continue;
    const decision = nodesOf(decisions.graphDecisions).find(
      ({ releaseDigest, act }) => published === null || (releaseDigest === published && act === 'publishRelease'),
    );
    if (decision?.state === 'SERVING') return decision;
    if (decision && decision.state !== told)
      progress({ tone: 'dim', text: m('say.decision-state', { state: decision.state ?? '-' }) });
    told = decision?.state ?? null;
  }
  throw new CommandError(
    'TIMED_OUT',
    'error.not-serving-yet',
    { plugin, state: told ?? '-', seconds: LONGEST_MS / 1000 },
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
