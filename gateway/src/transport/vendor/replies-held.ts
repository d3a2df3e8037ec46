/** A reply that is being read. */
export interface HeldReply {
  /** Gives up: it is the largest of whoever holds most. */
  drop(): void;
}

/** Bytes of replies that are being read, of all vendors together. */
export interface RepliesHeld {
  /** Takes in more of a reply. When all hold too much, whoever holds most loses its largest reply: a hoarder starves nobody else. */
  take(owner: string, reply: HeldReply, bytes: number): void;
  /** A reply is read or given up. */
  release(owner: string, reply: HeldReply): void;
  readonly bytes: number;
}

/** Of all replies under way together. */
export const BYTES_HELD = 64 * 1024 * 1024;

export function createRepliesHeld(most = BYTES_HELD): RepliesHeld {
  const owners = new Map<string, Map<HeldReply, number>>();
  const totals = new Map<string, number>();
  let bytes = 0;

  const release = (owner: string, reply: HeldReply): void => {
    const replies = owners.get(owner);
    const held = replies?.get(reply);
    if (!replies || held === undefined) return;
    bytes -= held;
    replies.delete(reply);
    totals.set(owner, (totals.get(owner) ?? 0) - held);
    if (replies.size > 0) return;
    owners.delete(owner);
    totals.delete(owner);
  };

  return {
    take(owner, reply, more) {
      const replies = owners.get(owner) ?? new Map<HeldReply, number>();
      owners.set(owner, replies);
      replies.set(reply, (replies.get(reply) ?? 0) + more);
      totals.set(owner, (totals.get(owner) ?? 0) + more);
      bytes += more;
      while (bytes > most) {
        const hoarder = largest(totals);
        const replies = hoarder === null ? undefined : owners.get(hoarder);
        const victim = replies ? largest(replies) : null;
        if (hoarder === null || victim === null) return;
        release(hoarder, victim);
        victim.drop();
      }
    },
    release,
    get bytes() {
      return bytes;
    },
  };
}

function largest<K>(sizes: ReadonlyMap<K, number>): K | null {
  let found: K | null = null;
  let size = -1;
  for (const [key, value] of sizes) {
    if (value <= size) continue;
    found = key;
    size = value;
  }
  return found;
}
