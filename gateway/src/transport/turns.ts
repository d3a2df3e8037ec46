/** Shares of the event loop: requests take turns, so that whoever comes meanwhile is heard. */
export interface Turns {
  /** Before the work of a request that was begun: its subgraphs' replies, its answer. null: go on; otherwise go on when it resolves. */
  next(): Promise<void> | null;
  /** Before a request is begun: it lets those go first that were. false: it waited too long, and whoever sent it has given up, or soon will. */
  begin(): Promise<boolean> | null;
}

/** Milliseconds of work after which the loop looks at its sockets: a request that is refused waits for about as long. */
const TURN_MS = 1;
/** Milliseconds after which a request is not begun any more: what would be done for it is taken from those who came later. */
const BEGIN_MS = 800;

/**
 * A loop that has more to do than it can would otherwise work off everything that is ready before it reads what came meanwhile, and even a refusal would take
 * tens of milliseconds. What was begun goes first: a hundred requests that all advance together are all late. An idle loop pays for one look at the clock a turn.
 */
export function createTurns(
  now: () => number = () => performance.now(),
  later: (work: () => void) => unknown = setImmediate,
): Turns {
  /** Of this turn of the loop; negative: nobody has worked in it. */
  let began = -1;
  const begun = line<() => void>();
  const unbegun = line<(inTime: boolean) => void>();

  const open = (): void => {
    began = now();
    later(end);
  };
  const end = (): void => {
    began = -1;
    refuseLate();
    if (begun.isEmpty() && unbegun.isEmpty()) return;
    open();
    letOn();
  };
  /** One after the other: how long the work of one takes is known after it. */
  const letOn = (): void => {
    if (now() - began >= TURN_MS) return;
    const go = begun.take();
    if (go) go.item();
    else if (!letIn()) return;
    queueMicrotask(letOn);
  };
  const letIn = (): boolean => {
    const next = unbegun.take();
    next?.item(!isLate(next));
    return next !== undefined;
  };
  /** Behind what was begun their own turn may be seconds away. */
  const refuseLate = (): void => {
    for (let next = unbegun.first(); next && isLate(next); next = unbegun.first()) letIn();
  };
  const isLate = ({ since }: Waiting<unknown>): boolean => now() - since > BEGIN_MS;
  const hasTime = (): boolean => {
    if (began < 0) open();
    return now() - began < TURN_MS;
  };

  return {
    next() {
      if (hasTime() && begun.isEmpty()) return null;
      return new Promise((resolve) => begun.add(resolve, now()));
    },
    begin() {
      if (hasTime() && begun.isEmpty() && unbegun.isEmpty()) return null;
      return new Promise((resolve) => unbegun.add(resolve, now()));
    },
  };
}

interface Waiting<T> {
  readonly item: T;
  readonly since: number;
}

interface Line<T> {
  isEmpty(): boolean;
  first(): Waiting<T> | undefined;
  add(item: T, since: number): void;
  take(): Waiting<T> | undefined;
}

/** First in, first out; taking one moves nobody. */
function line<T>(): Line<T> {
  let waiting: Waiting<T>[] = [];
  let first = 0;
  return {
    isEmpty: () => first === waiting.length,
    first: () => waiting[first],
    add: (item, since) => void waiting.push({ item, since }),
    take() {
      if (first === waiting.length) return undefined;
      const taken = waiting[first];
      first += 1;
      if (first === waiting.length) {
        waiting = [];
        first = 0;
      }
      return taken;
    },
  };
}
