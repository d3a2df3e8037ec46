import type { IncomingMessage } from 'node:http';
import { ANONYMOUS, CityGraphError, type ErrorCode, type Principal } from '@citygraph/contract';
import { withAppKey } from '../policy/app-of-key.ts';
import type { Policies } from '../policy/bundle/policies.ts';
import { type ClientClaims, clientClaims } from '../policy/client-claims.ts';
import { accountOf, type Spender } from './account-of.ts';
import type { ClientBudget } from './client-budget.ts';
import { HttpProblem } from './http-problem.ts';

/** Who asks, for what, of which graph. */
export interface Asking {
  readonly principal: Principal;
  readonly claims: ClientClaims;
  readonly spender: Spender;
  /** Under what name their share of what all have is counted. */
  readonly account: string;
  /** `CityGraph-Channel`. */
  readonly channel: string | undefined;
}

export interface Verifying {
  /** null: no identity is configured; everyone is anonymous. */
  readonly principal: ((authorization?: string) => Promise<Principal>) | null;
  readonly policies: Policies;
  /** Proxies of ours in front. */
  readonly trustedProxies: number;
}

const NO_CLAIMS: ClientClaims = { purpose: null, caseId: null };

/** By token and headers. Throws an `HttpProblem` that says what is wrong with them. */
async function whoAsks(
  { principal: verify, policies, trustedProxies }: Verifying,
  req: IncomingMessage,
  onPerson: (person: Principal) => void,
): Promise<Asking> {
  const person = verify ? await principalOf(verify, req.headers.authorization) : ANONYMOUS;
  onPerson(person);
  const key = headerOf(req, 'citygraph-app-key');
  const principal =
    key === undefined ? person : orProblem(() => withAppKey(person, key, policies.current(), Date.now()));
  const spender = spenderOf(principal, req);
  const said = { purpose: headerOf(req, 'citygraph-purpose'), caseId: headerOf(req, 'citygraph-case') };
  return {
    principal,
    claims: verify ? orProblem(() => clientClaims(principal, said)) : NO_CLAIMS,
    spender,
    account: accountOf(spender, trustedProxies),
    channel: headerOf(req, 'citygraph-channel'),
  };
}

/** As `whoAsks`; whoever is refused spends all the same, and hears 429 when that is too much: with a token or key that is not good as somebody without one from the same address, with another app's key or a purpose that is not theirs as themselves. */
export async function whoAsksWithin(
  rooms: Verifying & { readonly budget: ClientBudget | null },
  req: IncomingMessage,
): Promise<Asking> {
  let person = ANONYMOUS;
  try {
    return await whoAsks(rooms, req, (known) => {
      person = known;
    });
  } catch (error) {
    if (error instanceof HttpProblem) {
      await rooms.budget?.admit(spenderOf(error.status === 401 ? ANONYMOUS : person, req));
    }
    throw error;
  }
}

const spenderOf = (principal: Principal, req: IncomingMessage): Spender => ({
  principal,
  address: req.socket.remoteAddress ?? '',
  forwardedFor: headerOf(req, 'x-forwarded-for'),
});

/** What is decided about a request before it is read, as HTTP says it. */
export function orProblem<T>(decide: () => T): T {
  try {
    return decide();
  } catch (error) {
    throw statusOf(error, null);
  }
}

function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value.trim() : undefined;
}

async function principalOf(
  verify: (authorization?: string) => Promise<Principal>,
  authorization: string | undefined,
): Promise<Principal> {
  try {
    return await verify(authorization);
  } catch (error) {
    throw statusOf(error, 'invalid_token');
  }
}

/** RFC 6750 §3: a missing or bad token is 401 with a challenge; 403 only for those who are known. */
function statusOf(error: unknown, challenge: 'invalid_token' | null): unknown {
  // Nobody is to blame that something could not be looked up now: it is no problem of the request's.
  if (!(error instanceof CityGraphError) || error.code === 'OVERLOADED') return error;
  const { code, message } = error;
  if (code !== 'UNAUTHENTICATED') return new HttpProblem(STATUS[code] ?? 400, code, message);
  const quoted = message.replace(/[^\x20-\x7e]|["\\]/g, "'");
  return new HttpProblem(401, code, message, {
    'www-authenticate': challenge
      ? `Bearer realm="citygraph", error="${challenge}", error_description="${quoted}"`
      : 'Bearer realm="citygraph"',
  });
}

const STATUS: Readonly<Partial<Record<ErrorCode, number>>> = { FORBIDDEN: 403, NOT_FOUND: 404 };
