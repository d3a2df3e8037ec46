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

/** Attempts that were refused before anything was stored: counted in memory, by whom, act and minute, so that nobody fills the audit, or the database, with what they may not do. */
export interface RefusedAttempts {
  note(attempt: Attempt, now: Date): void;
  /** Those of minutes that are over, each once; `all`: of this one as well. */
  take(now: Date, all?: boolean): CountedAttempts[];
  /** What could not be written is counted on. */
  putBack(counted: readonly CountedAttempts[]): void;
}

const MINUTE_MS = 60_000;
/** Of one minute so many are told apart; what more of them try is counted together. */
const MOST_APART = 100;
const LONGEST_TARGET = 80;
const OTHERS = 'refusedAttempts';

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
      principal: isApart ? { subject, agency } : { subject: null, agency: null },
      act: isApart ? act : OTHERS,
      target: isApart ? target.toWellFormed().slice(0, LONGEST_TARGET) : 'others',
      minute: new Date(at * MINUTE_MS),
      codes: new Map<string, number>(),
    };
    known.codes.set(code, (known.codes.get(code) ?? 0) + times);
    counted.set(key, known);
  };

  return {
    note: (attempt, now) => add(attempt, Math.floor(now.getTime() / MINUTE_MS), 1),
    take(now, all = false) {
      const current = Math.floor(now.getTime() / MINUTE_MS);
      const over = [...minutes].filter(([at]) => all || at < current);
      for (const [at] of over) minutes.delete(at);
      return over.flatMap(([, counted]) => [...counted.values()]);
    },
    putBack(counted) {
      for (const { minute, codes, ...attempt } of counted)
        for (const [code, times] of codes) add({ ...attempt, code }, minute.getTime() / MINUTE_MS, times);
    },
  };
}
