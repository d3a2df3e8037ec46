import type { Server, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

export interface Drain {
  /** Whoever asks for it is told that it leaves; it still serves. */
  readonly leaving: boolean;
  /** Nothing new is taken. */
  readonly draining: boolean;
  /** Counts an answer as under way until it is out or its reader is gone. */
  hold(res: ServerResponse): void;
  /**
   * Leaves for `graceMs`. Then waits at most `limitMs` for the answers under way; meanwhile the server still listens, so that whoever comes is told to
   * go elsewhere. Then every socket is closed. A second call waits for the first.
   */
  close(): Promise<void>;
}

/** Sockets that are in the middle of something when all answers are out get this long. */
const LAST_WORDS_MS = 500;

export function createDrain(server: Server, limitMs: number, graceMs = 0): Drain {
  const underWay = new Set<ServerResponse>();
  let allOut = () => {};
  let closing: Promise<void> | undefined;

  let draining = false;
  const close = async (): Promise<void> => {
    if (graceMs > 0) await pause(graceMs);
    draining = true;
    for (const res of underWay) if (!res.headersSent) res.setHeader('connection', 'close');
    server.closeIdleConnections();
    if (underWay.size > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, limitMs);
        allOut = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    await new Promise<void>((resolve) => {
      const force = setTimeout(() => server.closeAllConnections(), underWay.size > 0 ? 0 : LAST_WORDS_MS);
      server.close(() => {
        clearTimeout(force);
        resolve();
      });
      server.closeIdleConnections();
    });
  };

  return {
    get leaving() {
      return closing !== undefined;
    },
    get draining() {
      return draining;
    },
    hold(res) {
      underWay.add(res);
      res.once('close', () => {
        underWay.delete(res);
        if (underWay.size === 0) allOut();
      });
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}
