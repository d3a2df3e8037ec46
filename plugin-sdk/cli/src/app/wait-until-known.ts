import { CommandError } from '../command-error.ts';
import type { Hub } from '../hub/hub.ts';
import { WHETHER_ASKED } from '../operations/app.ts';
import type { World } from '../world.ts';

const EVERY_MS = 500;
/** From decision to effect it may take five seconds. */
const LONGEST_MS = 10_000;
/** What only somebody hears whose key is known. */
const OF_THE_KNOWN: ReadonlySet<string> = new Set(['DOCUMENT_NOT_TRUSTED']);

export interface KnownOptions {
  /** As nobody: a key beside a token must be the same app's. */
  readonly hub: Hub;
  readonly key: string;
  readonly world: World;
  /** Told once, when it is not known at once. */
  readonly onWait: () => void;
}

/**
 * Asks with an app's key until it is known where it is asked; false: it is not yet, for whatever reason. The key is made, and becomes good by itself. Rejects when somebody
 * interrupts.
 */
export async function isKnownSoon({ hub, key, world, onWait }: KnownOptions): Promise<boolean> {
  const until = world.now() + LONGEST_MS;
  for (let left = LONGEST_MS, asked = 0; left > 0; left = until - world.now(), asked++) {
    if (await isKnown(hub, { appKey: key, timeoutMs: left }, world)) return true;
    if (asked === 0) onWait();
    await world.sleep(EVERY_MS, world.signal);
  }
  return false;
}

async function isKnown(hub: Hub, asking: { appKey: string; timeoutMs: number }, world: World): Promise<boolean> {
  try {
    await hub.ask(WHETHER_ASKED, {}, asking);
    return true;
  } catch (error) {
    if (world.signal.aborted) throw error;
    return error instanceof CommandError && OF_THE_KNOWN.has(error.code);
  }
}
