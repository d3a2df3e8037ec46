import { BoundedCache } from '../operation/bounded-cache.ts';

/** Answers by what was asked, while they hold. Whoever comes while a question is under way waits for the same answer. */
export interface KeptAnswers<V> {
  /** null: it has to be asked. */
  find(question: string): Promise<V> | null;
  keep(question: string, answer: Promise<V>): Promise<V>;
}

export interface KeptAnswersOptions {
  /** From when it was asked; ms. */
  readonly lifetimeMs: number;
  /** How long a failure is remembered; ms. */
  readonly failureMs: number;
  readonly now: () => number;
}

const MOST = 10_000;

export function keepAnswers<V>({ lifetimeMs, failureMs, now }: KeptAnswersOptions): KeptAnswers<V> {
  const answers = new BoundedCache<string, { until: number; readonly answer: Promise<V> }>(MOST);
  return {
    find(question) {
      const known = answers.get(question);
      return known && known.until > now() ? known.answer : null;
    },
    keep(question, answer) {
      const entry = { until: now() + lifetimeMs, answer };
      answers.set(question, entry);
      answer.catch(() => {
        entry.until = now() + failureMs;
      });
      return answer;
    },
  };
}
