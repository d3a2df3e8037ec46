import type { FetchedText, Source } from '../../sources/fetch-text.ts';
import { followText, type Pace } from '../../sources/follow-text.ts';

export interface FollowedDocument {
  /** Tries what came and could not be taken once more: something that it needs has changed. */
  again(): void;
  /** Resolves when what was being taken is. */
  stop(): Promise<void>;
}

export interface FollowDocumentOptions {
  readonly source: Source;
  /** What was had of it at the start. */
  readonly known: FetchedText;
  readonly pollIntervalMs: number;
  /** How its address is asked; default: it may keep a question for 25 s. */
  readonly pace?: Pace;
  /** Answers whether all of it was taken: what is missing may be there a little later. Rejects when none of it can be. */
  readonly take: (document: unknown) => Promise<boolean> | boolean;
  readonly log: (line: object) => void;
}

/** What a document needs cannot be had now: it is tried again by the clock. */
export class NotYet extends Error {
  /** The artefact that is not there. */
  readonly digest: string;

  constructor(message: string, digest: string) {
    super(message);
    this.digest = digest;
  }
}

/** Longer than most proxies wait would be cut. */
const PATIENT: Pace = { waitSeconds: 25 };
/** When what was not taken is tried again: ever later; ms. */
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

/** Takes every new document of a source, one after another. What could not be taken is tried again when something is new that it needs, and what was not there yet by the clock. */
export function followDocument({
  source,
  known,
  pollIntervalMs,
  pace = PATIENT,
  take,
  log,
}: FollowDocumentOptions): FollowedDocument {
  let pending: string | null = null;
  let retryMs = FIRST_RETRY_MS;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let last: Promise<void> = Promise.resolve();

  const refused = (error: unknown) =>
    log({
      event: `${source.what.replace(' ', '-')}-refused`,
      note: 'What was in force goes on.',
      reason: error instanceof Error ? error.message : String(error),
    });
  const attempt = async (text: string): Promise<void> => {
    if (isStopped) return;
    clearTimeout(timer);
    let isTaken = false;
    let mayCome = true;
    try {
      isTaken = await take(parsed(text));
    } catch (error) {
      refused(error);
      mayCome = error instanceof NotYet;
    }
    pending = isTaken ? null : text;
    if (isTaken || isStopped || !mayCome) return;
    timer = setTimeout(again, retryMs);
    timer.unref();
    retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
  };
  const inTurn = (text: string): Promise<void> => {
    last = last.then(() => attempt(text));
    return last;
  };
  const again = (): void => {
    if (pending !== null) void inTurn(pending);
  };
  const unfollow = followText({
    source,
    known,
    pollIntervalMs,
    ...pace,
    // The next question is asked meanwhile: what comes then waits for its turn.
    onText: (text) => {
      retryMs = FIRST_RETRY_MS;
      void inTurn(text);
    },
    onFailure: refused,
  });
  return {
    again,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      unfollow();
      await last;
    },
  };
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Error('it is not JSON');
  }
}
