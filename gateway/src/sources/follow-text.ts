import { watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { type FetchedText, fetchNewer, fetchText, type Source } from './fetch-text.ts';

/** How an address is asked. */
export interface Pace {
  /** It may keep a question for so long until there is something new; default: it answers at once. */
  readonly waitSeconds?: number;
  /** Milliseconds of silence beyond that after which a question is given up; default: 10,000. */
  readonly silenceMs?: number;
  /** Most milliseconds between the beginnings of two questions while it fails; default: 16 intervals. */
  readonly longestPauseMs?: number;
}

/**
 * What is taken back (a grant, a consent, a plugin's leave, a key) is to have its effect within 5 s, also where the address has been away for long, has frozen with the question in its
 * hands, or is several servers of which that one has: 2 + 1.5 s until the question is asked elsewhere, 2.8 s between two at most, and a second for a policy's consents.
 */
export const PROMPT: Pace = { waitSeconds: 2, silenceMs: 1_500, longestPauseMs: 2_500 };

export interface FollowOptions extends Pace {
  readonly source: Source;
  /** What is in use already. */
  readonly known: FetchedText;
  /** Milliseconds between questions to an address. */
  readonly pollIntervalMs: number;
  /** Milliseconds between looks at a file, beside the events that tell of it; default 2,000. */
  readonly lookMs?: number;
  /** A new text; whoever gets it says itself what is wrong with it. */
  readonly onText: (text: string) => unknown;
  /** The source could not be read, or its text not be used; what is in use goes on. */
  readonly onFailure: (error: unknown) => void;
  /** Tests' own. */
  readonly fetchText?: typeof fetchNewer;
}

/** Files are written in several steps, or replaced: they are read once nothing has happened for so long. */
const QUIET_MS = 50;
/** What no event tells of: a link that a folder above it was given anew (Kubernetes), a mount from another machine, a change before the watch began. From decision to effect it may take 5 s. */
const LOOK_MS = 2_000;
/** An address that fails is asked ever more rarely, up to this many intervals apart where nothing else is said. */
const LONGEST_BACK_OFF = 16;
/** An address that kept a question for so long keeps the next one too: it may come at once. */
const HELD_MS = 1_000;
const SOON_MS = 50;

/** Tells of every new text of a source; the answer stops it. */
export function followText(options: FollowOptions): () => void {
  return /^https?:/i.test(options.source.from) ? poll(options) : watchFile(options);
}

function watchFile({ source, known, onText, onFailure, lookMs = LOOK_MS }: FollowOptions): () => void {
  let last = known.text;
  let timer: NodeJS.Timeout | undefined;
  let lastStamp = '';
  const read = async () => {
    try {
      const { text } = await fetchText(source);
      if (text === last || text.trim() === '') return;
      last = text;
      await onText(text);
    } catch (error) {
      onFailure(error);
    }
  };
  /** Reads it when it is another file, or was written; a file that is away for a moment is not read. */
  const look = async () => {
    const stamp = await stampOf(source.from);
    if (stamp === null || stamp === lastStamp) return;
    lastStamp = stamp;
    await read();
  };
  const looking = setInterval(() => void look(), lookMs).unref();
  // The folder, not the file: replacing a file is no change of the file that was there.
  const watcher = watch(dirname(source.from), { persistent: false }, (_, name) => {
    if (name !== null && name !== basename(source.from)) return;
    clearTimeout(timer);
    timer = setTimeout(() => void read(), QUIET_MS);
  });
  watcher.on('error', onFailure);
  return () => {
    clearTimeout(timer);
    clearInterval(looking);
    watcher.close();
  };
}

/** Changes with what stands at a path, links followed; null: nothing does. */
async function stampOf(path: string): Promise<string | null> {
  try {
    const { dev, ino, size, mtimeNs } = await stat(path, { bigint: true });
    return [dev, ino, size, mtimeNs].join(' ');
  } catch {
    return null;
  }
}

function poll({
  source,
  known,
  pollIntervalMs,
  waitSeconds,
  silenceMs,
  longestPauseMs = pollIntervalMs * LONGEST_BACK_OFF,
  onText,
  onFailure,
  fetchText: ask = fetchNewer,
}: FollowOptions): () => void {
  let last = known;
  let failures = 0;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const left = new AbortController();
  const patience = { signal: left.signal, ...(silenceMs !== undefined && { silenceMs }) };
  const askOnce = async () => {
    const asked = performance.now();
    let isNew = false;
    try {
      const fetched = await ask(source, last.etag, waitSeconds, patience);
      failures = 0;
      if (fetched !== null && !stopped) {
        isNew = fetched.text !== last.text;
        last = fetched;
        if (isNew) await onText(fetched.text);
      }
    } catch (error) {
      if (stopped) return;
      failures += 1;
      onFailure(error);
    }
    if (!stopped) next(performance.now() - asked, isNew);
  };
  const next = (tookMs = 0, isNew = false) => {
    const wasHeld = waitSeconds !== undefined && failures === 0 && (isNew || tookMs > HELD_MS);
    timer = setTimeout(() => void askOnce(), pauseMs(wasHeld, tookMs));
    timer.unref();
  };
  const pauseMs = (wasHeld: boolean, tookMs: number): number => {
    const soon = Math.min(SOON_MS, pollIntervalMs);
    // Gateways that started together do not ask together for ever.
    const jitter = 0.9 + Math.random() * 0.2;
    if (wasHeld) return soon * jitter;
    if (failures === 0) return pollIntervalMs * jitter;
    // What was waited for in vain was waited.
    const interval = Math.min(pollIntervalMs * 2 ** failures, Math.max(longestPauseMs, pollIntervalMs));
    return Math.max(soon, interval - tookMs) * jitter;
  };
  next();
  return () => {
    stopped = true;
    clearTimeout(timer);
    left.abort();
  };
}
