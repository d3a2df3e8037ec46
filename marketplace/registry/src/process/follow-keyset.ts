import { readFile } from 'node:fs/promises';
import { KEYSET_TYPE, type SignedDocument, StartError } from '@citygraph/contract';
import { keysetShape } from '@citygraph/gateway';
import { z } from 'zod';

export interface FollowKeysetOptions {
  /** Signed by the root key, which need not be on this machine. */
  readonly file: string;
  readonly take: (keyset: SignedDocument<unknown>) => unknown;
  readonly log?: (line: Readonly<Record<string, unknown>>) => void;
  readonly now?: () => Date;
  readonly lookMs?: number;
}

const Document = z.object({
  type: z.literal(KEYSET_TYPE),
  payload: keysetShape,
  signatures: z.array(z.object({ keyId: z.string(), signature: z.string() })).min(1),
});

/** A week before it is over somebody must know. */
const WARNING_MS = 7 * 86_400_000;
const DAY_MS = 86_400_000;

/** Brings the keyset to gateways, now and when the file holds a newer one; the answer stops it. Gateways verify it: the registry knows no root key. */
export async function followKeyset({
  file,
  take,
  log = () => {},
  now = () => new Date(),
  lookMs = 5_000,
}: FollowKeysetOptions): Promise<() => void> {
  let known = 0;
  let warnedAt = 0;
  const look = async (): Promise<void> => {
    const document = Document.parse(JSON.parse(await readFile(file, 'utf8')));
    const { sequence, expiresAt } = document.payload;
    if (sequence > known) {
      // Whole, not as parsed: what is signed is every field of it.
      take(JSON.parse(await readFile(file, 'utf8')));
      known = sequence;
    }
    const isNear = new Date(expiresAt).getTime() - now().getTime() < WARNING_MS;
    if (isNear && now().getTime() - warnedAt > DAY_MS) {
      warnedAt = now().getTime();
      log({
        level: 'warn',
        event: 'keyset-expires',
        sequence,
        expiresAt,
        advice: 'Run citygraph-registry keys renew.',
      });
    }
  };
  await look().catch((error: unknown) => {
    throw new StartError(
      `The keyset ${file} cannot be read: ${error instanceof Error ? error.message.split('\n')[0] : error}`,
    );
  });
  const timer = setInterval(() => {
    look().catch((error: unknown) => log({ level: 'error', event: 'keyset-not-read', error: String(error) }));
  }, lookMs);
  timer.unref();
  return () => clearInterval(timer);
}
