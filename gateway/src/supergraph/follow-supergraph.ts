import { watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fetchSupergraph } from './fetch-supergraph.ts';

export interface FollowOptions {
  /** A file, or an http(s) address. */
  readonly source: string;
  /** What is served already. */
  readonly sdl: string;
  /** Milliseconds between questions to an address. */
  readonly pollIntervalMs: number;
  /** A new text; whoever gets it says itself what is wrong with it. */
  readonly onText: (sdl: string) => Promise<void>;
  /** The source could not be read; what is served goes on. */
  readonly onFailure: (error: unknown) => void;
}

/** Files are written in several steps, or replaced: they are read once nothing has happened for so long. */
const QUIET_MS = 50;
/** An address that fails is asked ever more rarely, up to this many intervals apart. */
const LONGEST_BACK_OFF = 16;

/** Tells of every new text of a supergraph's source; the answer stops it. */
export function followSupergraph(options: FollowOptions): () => void {
  return /^https?:/i.test(options.source) ? poll(options) : watchFile(options);
}

function watchFile({ source, sdl, onText, onFailure }: FollowOptions): () => void {
  let known = sdl;
  let timer: NodeJS.Timeout | undefined;
  const read = async () => {
    try {
      const text = await fetchSupergraph(source);
      if (text === known || text.trim() === '') return;
      known = text;
      await onText(text);
    } catch (error) {
      onFailure(error);
    }
  };
  // The folder, not the file: replacing a file is no change of the file that was there.
  const watcher = watch(dirname(source), { persistent: false }, (_, name) => {
    if (name !== null && name !== basename(source)) return;
    clearTimeout(timer);
    timer = setTimeout(() => void read(), QUIET_MS);
  });
  watcher.on('error', onFailure);
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}

function poll({ source, sdl, pollIntervalMs, onText, onFailure }: FollowOptions): () => void {
  let known = sdl;
  let failures = 0;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const ask = async () => {
    try {
      const text = await fetchSupergraph(source);
      failures = 0;
      if (text !== known) {
        known = text;
        await onText(text);
      }
    } catch (error) {
      failures += 1;
      onFailure(error);
    }
    if (!stopped) next();
  };
  const next = () => {
    const backOff = Math.min(2 ** failures, LONGEST_BACK_OFF);
    // Gateways that started together do not ask together for ever.
    timer = setTimeout(() => void ask(), pollIntervalMs * backOff * (0.9 + Math.random() * 0.2));
    timer.unref();
  };
  next();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
