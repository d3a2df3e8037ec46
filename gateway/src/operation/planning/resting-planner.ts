import { CityGraphError } from '@citygraph/contract';
import { type Planner, type PlannerOptions, startPlanner } from './planner.ts';

/** A planner that gives its threads back while nobody needs it. What it says of its graph stays. */
export interface RestingPlanner extends Planner {
  /** One that is pinned never rests: it plans for nearly everybody. */
  pin(isPinned: boolean): void;
}

export interface PlannerRoom {
  start(options: PlannerOptions): Promise<RestingPlanner>;
}

export interface PlannerRoomOptions {
  /** Planners that may be awake at once besides the pinned ones; each takes 60 MB and more. */
  readonly awake?: number;
  /** How long one stays awake that is not asked for anything; ms. */
  readonly restAfterMs?: number;
  readonly start?: (options: PlannerOptions) => Promise<Planner>;
}

interface Member {
  planner: Promise<Planner> | null;
  busy: number;
  usedAt: number;
  isPinned: boolean;
  isClosed: boolean;
}

/**
 * The planners of all graphs that one gateway serves. Most requests are answered by plans that are there; a planner that nobody has asked for a while is ended, the one that was used
 * least recently first, and started again by the next operation that is new to its graph.
 */
export function createPlannerRoom({
  awake: most = 2,
  restAfterMs = 60_000,
  start = startPlanner,
}: PlannerRoomOptions = {}): PlannerRoom {
  const members = new Set<Member>();
  let order = 0;

  const rest = (member: Member): void => {
    const { planner } = member;
    member.planner = null;
    planner?.then(
      (awake) => awake.close(),
      () => {},
    );
  };
  const makeRoom = (): void => {
    const idle = [...members].filter(({ planner, isPinned }) => planner !== null && !isPinned);
    const tooMany = idle.length - most;
    if (tooMany <= 0) return;
    const resting = idle.filter(({ busy }) => busy === 0).sort((one, other) => one.usedAt - other.usedAt);
    for (const member of resting.slice(0, tooMany)) rest(member);
  };

  return {
    async start(options) {
      const first = await start(options);
      order += 1;
      const member: Member = {
        planner: Promise.resolve(first),
        busy: 0,
        usedAt: order,
        isPinned: false,
        isClosed: false,
      };
      let timer: NodeJS.Timeout | undefined;
      const later = (): void => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          if (!member.isPinned && member.busy === 0) rest(member);
        }, restAfterMs);
        timer.unref();
      };
      const wake = (): Promise<Planner> => {
        if (member.planner) return member.planner;
        const starting = start(options);
        member.planner = starting;
        starting.then(
          (planner) => {
            if (member.isClosed) void planner.close();
          },
          () => {
            // Whoever asks next tries again.
            if (member.planner === starting) member.planner = null;
          },
        );
        return starting;
      };
      const use = async <T>(ask: (planner: Planner) => Promise<T>): Promise<T> => {
        if (member.isClosed) throw new CityGraphError('OVERLOADED', 'This graph is no longer served. Try again.');
        member.busy += 1;
        order += 1;
        member.usedAt = order;
        const planner = wake();
        makeRoom();
        try {
          return await ask(await planner.catch(unstartable));
        } finally {
          member.busy -= 1;
          if (member.busy === 0) {
            later();
            makeRoom();
          }
        }
      };
      members.add(member);
      later();
      makeRoom();
      return {
        apiSchema: first.apiSchema,
        labels: first.labels,
        validate: (document, maxErrors, account) => use((planner) => planner.validate(document, maxErrors, account)),
        plan: (document, name, labels, account) => use((planner) => planner.plan(document, name, labels, account)),
        pin(isPinned) {
          member.isPinned = isPinned;
          if (!isPinned) later();
          makeRoom();
        },
        async close() {
          member.isClosed = true;
          members.delete(member);
          clearTimeout(timer);
          const awake = await member.planner?.catch(() => null);
          await awake?.close();
        },
      };
    },
  };
}

/** The graph was loaded before: only the machine can be at fault, and that is not the query's. */
function unstartable(): never {
  throw new CityGraphError('OVERLOADED', 'No planner can be started. Try again soon.');
}
