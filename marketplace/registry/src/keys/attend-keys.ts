import type { Keyset, SignedDocument } from '@citygraph/contract';
import type { KeyFolder } from './key-folder.ts';

export interface AttendKeysOptions {
  readonly keys: KeyFolder;
  /** Gets the keyset now, and each that follows. */
  readonly take: (keyset: SignedDocument<Keyset>) => unknown;
  readonly log?: (line: Readonly<Record<string, unknown>>) => void;
  readonly lookMs?: number;
}

/** Issues keysets before they are over, where root key and registry are one process's; the answer stops it. */
export function attendKeys({ keys, take, log = () => {}, lookMs = 3_600_000 }: AttendKeysOptions): () => void {
  take(keys.keyset());
  const timer = setInterval(() => {
    keys.renew().then(
      (due) => {
        if (due === null) return;
        log({ event: 'keyset-issued', sequence: keys.keyset().payload.sequence, reason: due });
        take(keys.keyset());
      },
      (error: unknown) => log({ level: 'error', event: 'keyset-not-issued', error: String(error) }),
    );
  }, lookMs);
  timer.unref();
  return () => clearInterval(timer);
}
