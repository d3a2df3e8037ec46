import type { Principal, Standing } from '@citygraph/contract';
import { keepAnswers } from './kept-answers.ts';

/** `C`: what asking needs to know about the request that asks. */
export interface StandingCacheOptions<C> {
  readonly ask: (principal: Principal, caseId: string | null, caller: C) => Promise<Standing>;
  /** A revoked guardianship acts within this time; ms, 60,000 at most. */
  readonly lifetimeMs?: number;
  /** How long a failure is remembered, so that an outage is not made worse; ms. */
  readonly failureMs?: number;
  /** Milliseconds that go on evenly: a clock that is set back must not keep a guardian who is none any more. */
  readonly now?: () => number;
}

/** Asks once per (principal, case): callers who come while the question is under way share its answer. */
export function createStandingCache<C>({
  ask,
  lifetimeMs = 60_000,
  failureMs = 1_000,
  now = () => performance.now(),
}: StandingCacheOptions<C>): (principal: Principal, caseId: string | null, caller: C) => Promise<Standing> {
  const answers = keepAnswers<Standing>({ lifetimeMs: Math.min(lifetimeMs, 60_000), failureMs, now });
  return (principal, caseId, caller) => {
    // The agency too: a case is the caller's only while they work there.
    const key = JSON.stringify([principal.subject, principal.resident, principal.agency, caseId]);
    return answers.find(key) ?? answers.keep(key, ask(principal, caseId, caller));
  };
}
