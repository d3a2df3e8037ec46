import { watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type FetchedText, fetchNewer, fetchText, type Source } from './fetch-text.ts';

export interface FollowOptions {
  readonly source: Source;
  /** What is in use already. */
  readonly known: FetchedText;
  /** Milliseconds between questions to an address. */
  readonly pollIntervalMs: number;
  /** An address may keep a question for so long until there is something new; default: it answers at once. */
  readonly waitSeconds?: number;
  /** A new text; whoever gets it says itself what is wrong with it. */
  readonly onText: (text: string) => unknown;
  /** The source could not be read, or its text not be used; what is in use goes on. */
  readonly onFailure: (error: unknown) => void;
}

/** Files are written in several steps, or replaced: they are read once nothing has happened for so long. */
const QUIET_MS = 50;
/** An address that fails is asked ever more rarely, up to this many intervals apart. */
const LONGEST_BACK_OFF = 16;
/** An address that kept a question for so long keeps the next one too: it may come at once. */
const HELD_MS = 1_000;
const SOON_MS = 50;

/** Tells of every new text of a source; the answer stops it. */
export function followText(options: FollowOptions): () => void {
  return /^https?:/i.test(options.source.from) ? poll(options) : watchFile(options);
}

function watchFile({ source, known, onText, onFailure }: FollowOptions): () => void {
  let last = known.text;
  let timer: NodeJS.Timeout | undefined;
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
  // The folder, not the file: replacing a file is no change of the file that was there.
  const watcher = watch(dirname(source.from), { persistent: false }, (_, name) => {
    if (name !== null && name !== basename(source.from)) return;
    clearTimeout(timer);
    timer = setTimeout(() => void read(), QUIET_MS);
  });
  watcher.on('error', onFailure);
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}

function poll({ source, known, pollIntervalMs, waitSeconds, onText, onFailure }: FollowOptions): () => void {
  let last = known;
  let failures = 0;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const left = new AbortController();
  const ask = async () => {
    const asked = performance.now();
    let isNew = false;
    try {
      const fetched = await fetchNewer(source, last.etag, waitSeconds, { signal: left.signal });
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
    const wasHeld = waitSeconds !== undefined && failures === 0 && (isNew || performance.now() - asked > HELD_MS);
    if (!stopped) next(wasHeld);
  };
  const next = (wasHeld = false) => {
    const backOff = Math.min(2 ** failures, LONGEST_BACK_OFF);
    const pauseMs = wasHeld ? Math.min(SOON_MS, pollIntervalMs) : pollIntervalMs * backOff;
    // Gateways that started together do not ask together for ever.
    timer = setTimeout(() => void ask(), pauseMs * (0.9 + Math.random() * 0.2));
    timer.unref();
  };
  next();
  return () => {
    stopped = true;
    clearTimeout(timer);
    left.abort();
  };
}
