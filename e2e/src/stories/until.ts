import { setTimeout as sleep } from 'node:timers/promises';

/** A decision is in force within seconds, unless others keep the machine busy. */
const PATIENCE_MS = 60_000;

/** Asks again until it is so; answers what was answered then. */
export async function until<T>(
  ask: () => Promise<T>,
  holds: (value: T) => boolean = Boolean,
  pauseMs = 250,
): Promise<T> {
  for (const end = Date.now() + PATIENCE_MS; ; await sleep(pauseMs)) {
    const value = await ask();
    if (holds(value)) return value;
    if (Date.now() > end) throw new Error(`It did not come about within ${PATIENCE_MS} ms: ${JSON.stringify(value)}`);
  }
}
