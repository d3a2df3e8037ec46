import { CommandError } from '../command-error.ts';
import type { CommandContext } from '../define-command.ts';
import { EXIT } from '../exit-codes.ts';
import type { Hub } from '../hub/hub.ts';
import type { MessageValue } from '../messages/messages.ts';
import { DECISION_BY_NUMBER } from '../operations/plugin.ts';

/** How far something has come that was decided: ACCEPTED, COMPOSED, REFUSED by a gateway, SERVING. */
export interface Progress {
  readonly state: string | null;
}

export interface WaitOptions<P extends Progress> extends Pick<CommandContext, 'world' | 'm' | 'progress'> {
  readonly plugin: string;
  /** What stands, however the waiting ends: a sentence in the reader's language. */
  readonly done: string;
  /** The same for programs. */
  readonly data: unknown;
  /** Asks the hub; null: it knows of nothing yet. */
  readonly look: () => Promise<P | null>;
}

/** Looks at one decision, whatever is decided meanwhile; null: it is so long ago that the hub keeps it no more, and every gateway has had it. */
export const decisionOf = (hub: Hub, number: number | null) => async (): Promise<Progress | null> =>
  number === null ? { state: 'SERVING' } : (await hub.ask(DECISION_BY_NUMBER, { number })).graphDecision;

const EVERY_MS = 500;
/** A hub that takes longer has said nothing wrong: it is decided, and will serve. */
const LONGEST_MS = 120_000;
/** What a gateway refuses it may take a moment later, when it has everything; after that somebody has to look. */
const REFUSED_MS = 10_000;

/** Waits until the gateways that live serve what was decided: accepted, composed, serving are three things. */
export async function waitUntilServing<P extends Progress>(options: WaitOptions<P>): Promise<P> {
  const { world, done, data } = options;
  const suggestions = [['hint.plugin-status']] as const;
  try {
    return await awaited(options);
  } catch (error) {
    // Ctrl-C ends the waiting alone: what was decided goes on by itself.
    if (world.signal.aborted)
      throw new CommandError('INTERRUPTED', 'error.interrupted-waiting', { done }, { suggestions, data });
    if (!(error instanceof CommandError) || error.exit === EXIT.unknown) throw error;
    // Whoever asks for it no more has not undone it.
    const { key, values, message, code, details } = error;
    const reason: MessageValue = key === null ? message : [key, values];
    throw new CommandError(
      'OUTCOME_UNKNOWN',
      'error.waiting-refused',
      { done, code, reason },
      { suggestions: [...(details.suggestions ?? []), ...suggestions], data },
    );
  }
}

async function awaited<P extends Progress>({
  look,
  world,
  plugin,
  progress,
  m,
  done,
  data,
}: WaitOptions<P>): Promise<P> {
  let told: string | null = null;
  let refusedSince: number | null = null;
  let trouble: CommandError | null = null;
  const began = world.now();
  for (const until = world.now() + LONGEST_MS; world.now() < until; await world.sleep(EVERY_MS, world.signal)) {
    const seen = await unlessPassing(look());
    trouble = seen instanceof CommandError ? seen : null;
    if (seen === null || seen instanceof CommandError) continue;
    if (seen.state === 'SERVING') return seen;
    if (seen.state !== told) progress({ tone: 'dim', text: m('say.decision-state', { state: seen.state ?? '-' }) });
    told = seen.state ?? told;
    refusedSince = told === 'REFUSED' ? (refusedSince ?? world.now()) : null;
    if (refusedSince !== null && world.now() - refusedSince >= REFUSED_MS) break;
  }
  throw new CommandError(
    'TIMED_OUT',
    'error.not-serving-yet',
    { done, plugin, state: told ?? '-', seconds: Math.round((world.now() - began) / 1000) },
    { suggestions: [...(trouble?.details.suggestions ?? []), ['hint.plugin-status']], data },
  );
}

/** What another try may bring: a hub that is busy, away for a moment, or behind a proxy that lost it. */
const PASSING: ReadonlySet<string> = new Set([
  'OVERLOADED',
  'RATE_LIMITED',
  'HUB_UNREACHABLE',
  'PROXY_REFUSED',
  'NOT_A_HUB',
  'BAD_ANSWER',
  'TIMED_OUT',
  'BUSY',
  'HUB_FAILED',
  'INTERNAL_ERROR',
  'DEPARTMENT_UNAVAILABLE',
]);

/** What was decided is decided, whatever becomes of a question about it. */
async function unlessPassing<T>(answer: Promise<T>): Promise<T | CommandError> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof CommandError && PASSING.has(error.code)) return error;
    throw error;
  }
}
