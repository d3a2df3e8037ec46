/** A signal that is aborted by another one or by time, and that leaves nothing behind on either when it is cleared. */
export interface Deadline {
  readonly signal: AbortSignal;
  hasPassed(): boolean;
  clear(): void;
}

/** `AbortSignal.any` would keep every request's signal on a caller that never aborts. */
export function deadline(milliseconds: number, gone: AbortSignal | null): Deadline {
  const controller = new AbortController();
  let passed = false;
  const timer = setTimeout(() => {
    passed = true;
    controller.abort();
  }, milliseconds);
  const abort = () => controller.abort();
  if (gone?.aborted) abort();
  gone?.addEventListener('abort', abort, { once: true });
  return {
    signal: controller.signal,
    hasPassed: () => passed,
    clear() {
      clearTimeout(timer);
      gone?.removeEventListener('abort', abort);
    },
  };
}
