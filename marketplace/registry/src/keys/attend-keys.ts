import type { Keyset, SignedDocument } from '@citygraph/contract';
import type { KeyFolder } from './key-folder.ts';

export interface AttendKeysOptions {
  readonly keys: KeyFolder;
  /** Gets the keyset now, and each that follows. */
  readonly take: (keyset: SignedDocument<Keyset>) => unknown;
  readonly log?: (line: Readonly<Record<string, unknown>>) => void;
  readonly lookMs?: number;
}

const ADVICE = 'Have custodians sign keyset.next.json (citygraph-registry keys sign), then keys apply.';

/** Issues keysets before they are over, where root key and registry are one process's; the answer stops it, and resolves when nothing is written any more. */
export function attendKeys({ keys, take, log = () => {}, lookMs = 3_600_000 }: AttendKeysOptions): () => Promise<void> {
  take(keys.keyset());
  const look = async (): Promise<void> => {
    try {
      const issue = await keys.renew();
      if (issue === null) return;
      const { reason, isInForce } = issue;
      if (!isInForce) return log({ level: 'warn', event: 'keyset-awaits-custodians', reason, advice: ADVICE });
      log({ event: 'keyset-issued', sequence: keys.keyset().payload.sequence, reason });
      take(keys.keyset());
    } catch (error) {
      log({ level: 'error', event: 'keyset-not-issued', error: String(error) });
    }
  };
  let looking: Promise<void> | null = null;
  const timer = setInterval(() => {
    looking ??= look().finally(() => {
      looking = null;
    });
  }, lookMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await looking;
  };
}
