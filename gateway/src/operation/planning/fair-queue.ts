/** What waits, in a queue for each who sent it. They are served in turn: whoever sends a lot waits for themselves. */
export interface FairQueue<T> {
  /** Answers what finds no room: null: everything does; the item itself; or the last of whoever has most, where this one has less. */
  add(account: string, item: T): T | null;
  /** undefined: nothing waits. */
  next(): T | undefined;
  /** Takes out everything. */
  clear(): T[];
  readonly size: number;
}

/** The hub's own, which nobody has to share with it. */
export const NOBODYS = '';

/** @param most that may wait; a quarter of it of one account */
export function fairQueue<T>(most: number): FairQueue<T> {
  const share = Math.ceil(most / 4);
  /** Whose turn it is comes first. */
  const queues = new Map<string, T[]>();
  let size = 0;

  /** Takes the last out of the longest queue, if that is longer than this; the hub's own is let be. */
  const crowdedOut = (than: number): T | null => {
    let longest: T[] = [];
    for (const [account, queue] of queues) {
      if (account !== NOBODYS && queue.length > longest.length) longest = queue;
    }
    if (longest.length <= than) return null;
    size -= 1;
    return longest.pop() ?? null;
  };

  return {
    add(account, item) {
      const own = queues.get(account) ?? [];
      if (account !== NOBODYS && own.length >= share) return item;
      const gone = size < most ? null : crowdedOut(own.length + 1);
      if (size >= most && gone === null) return item;
      own.push(item);
      queues.set(account, own);
      size += 1;
      return gone;
    },
    next() {
      const [first] = queues;
      if (!first) return undefined;
      const [account, own] = first;
      const item = own.shift();
      queues.delete(account);
      if (own.length > 0) queues.set(account, own);
      size -= 1;
      return item;
    },
    clear() {
      const all = [...queues.values()].flat();
      queues.clear();
      size = 0;
      return all;
    },
    get size() {
      return size;
    },
  };
}
