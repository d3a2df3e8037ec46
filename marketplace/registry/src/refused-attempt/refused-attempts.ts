import type { Principal } from '@citygraph/contract';

export interface Attempt {
  readonly principal: Pick<Principal, 'subject' | 'agency'>;
  /** Name of the mutation. */
  readonly act: string;
  /** To what, as it was said. */
  readonly target: string;
  /** Why not: an error's code. */
  readonly code: string;
}

/** What somebody tried within one minute, and was refused. */
export interface CountedAttempts extends Omit<Attempt, 'code'> {
  readonly minute: Date;
  /** How often, by code. */
  readonly codes: ReadonlyMap<string, number>;
}

/**
 * Attempts that were refused before anything was stored: counted by whom, act and minute, so that nobody fills the audit, or the database, with what they may not do. In
 * memory for a second, and then where all processes see it (`keepAttempts`): an attempt costs no query.
 */
export interface RefusedAttempts {
  note(attempt: Attempt, now: Date): void;
  /** All that was not taken yet, each once. */
  take(): CountedAttempts[];
  /** What could not be written is counted on. */
  putBack(counted: readonly CountedAttempts[]): void;
}

const MINUTE_MS = 60_000;
/** Of one minute so many are told apart; what more of them try is counted together. */
export const MOST_APART = 100;
/** What those are called that are not told apart. */
export const OTHERS = 'refusedAttempts';
const LONGEST_TARGET = 80;

export function refusedAttempts(mostApart = MOST_APART): RefusedAttempts {
  interface Counting extends CountedAttempts {
    readonly codes: Map<string, number>;
  }
  const minutes = new Map<number, Map<string, Counting>>();

  const add = ({ principal: { subject, agency }, act, target, code }: Attempt, at: number, times: number): void => {
    const counted = minutes.get(at) ?? new Map<string, Counting>();
    minutes.set(at, counted);
    const own = JSON.stringify([subject, act]);
    const isApart = counted.has(own) || counted.size < mostApart;
    const key = isApart ? own : OTHERS;
    const known = counted.get(key) ?? {
      principal: isApart ? { subject: subject?.slice(0, 64) ?? null, agency } : { subject: null, agency: null },
      act: isApart ? act : OTHERS,
      target: isApart ? target.toWellFormed().slice(0, LONGEST_TARGET).toWellFormed() : 'others',
      minute: new Date(at * MINUTE_MS),
      codes: new Map<string, number>(),
    };
    known.codes.set(code, (known.codes.get(code) ?? 0) + times);
    counted.set(key, known);
  };

  return {
    note: (attempt, now) => add(attempt, Math.floor(now.getTime() / MINUTE_MS), 1),
    take() {
      const taken = [...minutes.values()].flatMap((counted) => [...counted.values()]);
      minutes.clear();
      return taken;
    },
    putBack(counted) {
      for (const { minute, codes, ...attempt } of counted)
        for (const [code, times] of codes) add({ ...attempt, code }, minute.getTime() / MINUTE_MS, times);
    },
  };
}
