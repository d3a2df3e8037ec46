import type { Worker } from 'node:worker_threads';

interface Spare {
  readonly worker: Worker;
  readonly letGo: () => void;
}

/** Milliseconds for which a thread waits for somebody who composes. */
const SPARE_MS = 60_000;
const spares = new Map<string, Spare>();

/** A thread of this kind that somebody has left, if there is one. */
export function takeSpareThread(kind: string): Worker | null {
  const spare = spares.get(kind);
  spare?.letGo();
  return spare?.worker ?? null;
}

/**
 * Leaves an idle thread to whoever composes next: loading the composers takes a third of a second of a processor, and one that has composed before is several times as fast.
 * One of each kind is kept, not for long, and holds no process open.
 */
export function leaveSpareThread(kind: string, worker: Worker): void {
  if (spares.has(kind)) return void worker.terminate();
  const letGo = (): void => {
    clearTimeout(timer);
    worker.off('exit', letGo);
    spares.delete(kind);
  };
  const timer = setTimeout(() => {
    letGo();
    void worker.terminate();
  }, SPARE_MS).unref();
  worker.once('exit', letGo);
  spares.set(kind, { worker, letGo });
}
