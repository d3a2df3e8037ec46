import { StartError } from '@citygraph/contract';
import { z } from 'zod';
import { readOrNull } from './key-files.ts';
import { KEY_ROLES, type KeyRole, type RingEntry } from './keyset.rules.ts';

/** Which file holds a key of which role, and until when it signs. */
export type Ring = Readonly<Record<KeyRole, readonly RingEntry[]>>;

const Entries = z.array(
  z.strictObject({
    file: z.string().regex(/^[\w.-]+\.pem$/),
    since: z.iso.datetime(),
    until: z.iso.datetime().nullable(),
  }),
);
const RingShape = z.strictObject({ graphs: Entries, policy: Entries, ledger: Entries });

/** null: there is none. Throws a StartError where the file is not what the hub wrote. */
export async function readRing(file: string): Promise<Ring | null> {
  const text = await readOrNull(file);
  if (text === null) return null;
  try {
    const ring = RingShape.parse(JSON.parse(text));
    if (KEY_ROLES.some((role) => !ring[role].some(({ until }) => until === null))) throw new Error();
    return ring;
  } catch {
    throw new StartError(`${file} is not what the hub wrote: restore it from a copy.`);
  }
}

export function firstRing(now: Date): Ring {
  const first = (role: KeyRole): RingEntry[] => [{ file: `${role}.pem`, since: now.toISOString(), until: null }];
  return { graphs: first('graphs'), policy: first('policy'), ledger: first('ledger') };
}
