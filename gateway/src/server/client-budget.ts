import type { AppPolicy, RateLimits } from '@citygraph/contract';
import { RateLimiterRes } from 'rate-limiter-flexible';
import { type Counter, type CounterFactory, countInMemory, insured } from '../counting/counter.ts';
import { accountOf, type Spender } from './account-of.ts';
import { HttpProblem } from './http-problem.ts';

export interface BudgetOptions {
  /** For each person or service that is signed in. */
  readonly principal?: RateLimits;
  /** For each address that asks without a token; an IPv6 network of 64 bits is one. */
  readonly anonymous?: RateLimits;
  /** Proxies of ours in front: so many of the last addresses in `X-Forwarded-For` are believed; default 0. */
  readonly trustedProxies?: number;
  /** What an app's policy allows it; its limits hold for all its users together. */
  readonly appPolicy?: (app: string) => AppPolicy | null;
  /** Default: this process counts alone. */
  readonly counters?: CounterFactory;
}

export interface ClientBudget {
  /**
   * Counts one request; answers headers that say what is left, null: nothing limits the caller. Rejects with an `HttpProblem` (429) when it is one too
   * many.
   */
  admit(spender: Spender): Promise<Readonly<Record<string, string>>> | null;
  /** Counts what an operation may cost, before anything is fetched. Throws an `HttpProblem` (429). */
  spend(spender: Spender, cost: number): Promise<void>;
}

const SECONDS = 60;
const DAY_SECONDS = 86_400;

interface Account {
  readonly key: string;
  readonly budget: Budget;
}

interface Budget {
  readonly limits: RateLimits;
  readonly requests: Counter;
  readonly cost: Counter;
  /** null: as many as fit into its minutes. */
  readonly day: Counter | null;
}

/** Requests and cost a minute, by person, by address and by app. null: nobody is limited. */
export function createClientBudget({
  principal,
  anonymous,
  trustedProxies = 0,
  appPolicy,
  counters = countInMemory,
}: BudgetOptions): ClientBudget | null {
  if (!principal && !anonymous && !appPolicy) return null;
  const counter = insured(counters);
  const budget = (kind: string, limits: RateLimits): Budget => ({
    limits,
    requests: counter(`${kind}-requests`, limits.requestsPerMinute, SECONDS),
    cost: counter(`${kind}-cost`, limits.costPerMinute, SECONDS),
    day: limits.requestsPerDay === undefined ? null : counter(`${kind}-day`, limits.requestsPerDay, DAY_SECONDS),
  });
  const ofPrincipals = principal && budget('principal', principal);
  const ofAddresses = anonymous && budget('address', anonymous);
  const ofApps = new Map<string, Budget>();

  const appBudget = (app: string | null): Budget | null => {
    const limits = app === null ? null : (appPolicy?.(app)?.limits ?? null);
    if (app === null || limits === null) return null;
    const known = ofApps.get(app);
    if (known && JSON.stringify(known.limits) === JSON.stringify(limits)) return known;
    const made = budget('app', limits);
    ofApps.set(app, made);
    return made;
  };
  const accountsOf = (spender: Spender): Account[] => {
    const { subject, app } = spender.principal;
    const own = subject === null ? ofAddresses : ofPrincipals;
    const key = accountOf(spender, trustedProxies);
    const ofApp = appBudget(app);
    return [...(own ? [{ key, budget: own }] : []), ...(ofApp ? [{ key: app ?? '', budget: ofApp }] : [])];
  };

  const admitted = async (accounts: readonly Account[]): Promise<Record<string, string>> => {
    let told: Left & Quota = { ...MINUTE, most: 0, remaining: Number.POSITIVE_INFINITY, seconds: 0 };
    for (const { key, budget: account } of accounts) {
      const { requestsPerMinute, requestsPerDay } = account.limits;
      const quota = { ...MINUTE, most: requestsPerMinute };
      const left = await taken(account.requests, key, 1, quota);
      // The account that is nearest to its end is the one to tell of.
      if (left.remaining < told.remaining) told = { ...left, ...quota };
      if (account.day === null || requestsPerDay === undefined) continue;
      const daily = { ...DAY, most: requestsPerDay };
      const ofDay = await taken(account.day, key, 1, daily);
      if (ofDay.remaining < told.remaining) told = { ...ofDay, ...daily };
    }
    return headersOf(told, told);
  };

  return {
    admit(spender) {
      const accounts = accountsOf(spender);
      return accounts.length === 0 ? null : admitted(accounts);
    },
    async spend(spender, cost) {
      for (const { key, budget: account } of accountsOf(spender)) {
        const quota = { ...MINUTE, what: 'cost' as const, most: account.limits.costPerMinute };
        await taken(account.cost, key, Math.max(1, Math.ceil(cost)), quota);
      }
    },
  };
}

interface Left {
  readonly remaining: number;
  readonly seconds: number;
}

interface Quota {
  readonly what: 'requests' | 'cost';
  readonly most: number;
  readonly window: 'minute' | 'day';
  readonly windowSeconds: number;
}

const MINUTE = { what: 'requests', window: 'minute', windowSeconds: SECONDS } as const;
const DAY = { what: 'requests', window: 'day', windowSeconds: DAY_SECONDS } as const;

async function taken(limiter: Counter, key: string, points: number, quota: Quota): Promise<Left> {
  try {
    const { remainingPoints, msBeforeNext } = await limiter.consume(key, points);
    return { remaining: remainingPoints, seconds: Math.ceil(msBeforeNext / 1000) };
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const seconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
    const { what, most, window } = quota;
    const said = what === 'requests' ? `${most} requests` : `operations that may cost ${most} in all`;
    throw new HttpProblem(429, 'RATE_LIMITED', `You may send ${said} a ${window}. Try again in ${seconds} s.`, {
      ...headersOf(quota, { remaining: 0, seconds }),
      'retry-after': String(seconds),
    });
  }
}

/** draft-ietf-httpapi-ratelimit-headers: structured fields with quota, window, what is left and until when. */
const headersOf = ({ most, window, windowSeconds }: Quota, { remaining, seconds }: Left): Record<string, string> => ({
  'ratelimit-policy': `"${window}";q=${most};w=${windowSeconds}`,
  ratelimit: `"${window}";r=${remaining};t=${seconds}`,
});
