import type { SubgraphReply } from '../../execution/engine.ts';
import { CallOff } from '../call-off.ts';
import type { Bulkhead } from './bulkhead.ts';
import type { FailureShares } from './failure-shares.ts';
import type { Quota } from './quota.ts';
import type { RetryBudget } from './retry-budget.ts';
import type { Silence } from './silence.ts';
import type { VendorBreaker } from './vendor-breaker.ts';
import { VendorFailure } from './vendor-failure.ts';
import type { VendorRequest } from './vendor-transport.ts';
import { URL_REFUSALS, type UrlRefusal, type VettedUrl } from './vet-url.ts';

/** One request on its way through the guards. */
export interface VendorCall {
  readonly request: VendorRequest;
  /** Where it goes; null until that was vetted. */
  readonly target: VettedUrl | null;
  /** When the reply must be there, as `performance.now()` counts. */
  readonly until: number;
  /** Milliseconds that it waited for a place; default none. */
  readonly queuedMs?: number;
  /** Called off when nobody waits any more. */
  readonly callOff: CallOff;
  /** Given the bytes of a reply, before anybody has looked into them. */
  readonly onRead?: ((reply: Buffer) => void) | undefined;
}

/** Sees a call before what stands behind it; lets it through, changed or not, or throws a `VendorFailure`. */
export type Guard = (call: VendorCall, next: Next) => Promise<SubgraphReply>;

type Next = (call: VendorCall) => Promise<SubgraphReply>;

/** What guards one release of one plugin. */
export interface GuardedBy {
  /** Why it is switched off; null: it is not. */
  readonly disabled: () => string | null;
  readonly vet: (url: string) => VettedUrl | UrlRefusal;
  readonly breaker: VendorBreaker;
  readonly shares: FailureShares;
  readonly silence: Silence;
  readonly quota: Quota;
  readonly bulkhead: Bulkhead;
  readonly budget: RetryBudget;
  /** Milliseconds before a second try. */
  readonly pause?: () => number;
}

/** Between the first try and the second: nobody knows when the others come; ms. */
const jitter = () => 20 + Math.random() * 100;

/** A second try that has less time than this is not worth making; ms. */
const WORTHWHILE_MS = 50;

/** The order: what costs nothing comes first, and what is refused takes nothing of what stands behind it. */
export function vendorGuards({
  disabled,
  vet,
  breaker,
  shares,
  silence,
  quota,
  bulkhead,
  budget,
  pause = jitter,
}: GuardedBy): readonly Guard[] {
  return [
    killSwitch(disabled),
    address(vet),
    openBreaker(breaker),
    allowance(quota),
    place(bulkhead),
    learning(breaker),
    share(shares, silence),
    secondTry(budget, pause),
  ];
}

/** One behind the other, and `ask` behind them all. */
export function through(guards: readonly Guard[], ask: Next): Next {
  return guards.reduceRight<Next>((next, guard) => (call) => guard(call, next), ask);
}

/** Asked again when the reply is there: what was switched off meanwhile says nothing any more. */
function killSwitch(disabled: () => string | null): Guard {
  const check = () => {
    const reason = disabled();
    if (reason !== null) throw new VendorFailure('PLUGIN_DISABLED', reason, { isItsFault: false });
  };
  return (call, next) => {
    check();
    return next(call).then((reply) => {
      check();
      return reply;
    });
  };
}

/** A refused URL is the operator's matter: whoever admits a plugin refuses it first. */
function address(vet: (url: string) => VettedUrl | UrlRefusal): Guard {
  return (call, next) => {
    const target = vet(call.request.url);
    if (typeof target !== 'string') return next({ ...call, target });
    throw new VendorFailure('PLUGIN_UNAVAILABLE', `its URL ${URL_REFUSALS[target]}`, { isItsFault: false });
  };
}

function openBreaker(breaker: VendorBreaker): Guard {
  return (call, next) => {
    breaker.check();
    return next(call);
  };
}

function allowance(quota: Quota): Guard {
  return (call, next) => {
    const { cost, account } = call.request;
    const admitted = quota.admit(cost, account);
    return admitted === null ? next(call) : admitted.then(() => next(call));
  };
}

function place(bulkhead: Bulkhead): Guard {
  return async (call, next) => {
    const place = bulkhead.enter(call.callOff, call.until - performance.now());
    // Whoever finds a place waits for nothing.
    const began = performance.now();
    const leave = typeof place === 'function' ? place : await place;
    const queuedMs = performance.now() - began;
    try {
      return await next(typeof place === 'function' ? call : { ...call, queuedMs });
    } finally {
      leave();
    }
  };
}

function learning(breaker: VendorBreaker): Guard {
  return (call, next) =>
    // A client that goes away would leave a probe without a result.
    breaker.run((isProbe) => next(isProbe ? { ...call, callOff: new CallOff() } : call));
}

/** What one caller runs into again and again is no news, unless no caller can have made it so, or nobody else fares better. */
function share(shares: FailureShares, silence: Silence): Guard {
  return async (call, next) => {
    const { account } = call.request;
    const began = performance.now();
    try {
      const reply = await next(call);
      silence.answered();
      return reply;
    } catch (error) {
      if (!(error instanceof VendorFailure)) throw error;
      if (error.isProvoked) silence.answered();
      if (!error.isItsFault) throw error;
      const { isCertain } = error;
      silence.failed({ account, isCertain, began });
      if (isCertain || silence.isLong()) throw error;
      if (shares.isSpent(account)) throw error.excused();
      // What did not count is not remembered: whoever goes on failing would be spent for ever.
      shares.note(account);
      throw error;
    }
  };
}

function secondTry(budget: RetryBudget, pause: () => number): Guard {
  return async (call, attempt) => {
    budget.note();
    try {
      return await attempt(call);
    } catch (error) {
      const mayRepeat = error instanceof VendorFailure && error.mayRepeat && !call.request.isMutation;
      const wait = pause();
      const isLate = performance.now() + wait + WORTHWHILE_MS > call.until;
      if (!mayRepeat || isLate || call.callOff.isOff || !budget.take()) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
      if (call.callOff.isOff) throw error;
      return attempt(call);
    }
  };
}
