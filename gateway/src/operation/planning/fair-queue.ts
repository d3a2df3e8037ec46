/** What waits, in a queue for each who sent it. They are served in turn: whoever sends a lot waits for themselves. */
export interface FairQueue<T> {
  /** false: it is full, or nobody else would find room if this one had more of it. */
  add(account: string, item: T): boolean;
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
  return {
    add(account, item) {
      const own = queues.get(account) ?? [];
      if (size >= most || (account !== NOBODYS && own.length >= share)) return false;
      own.push(item);
      queues.set(account, own);
      size += 1;
      return true;
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
