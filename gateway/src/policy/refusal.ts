import type { ErrorCode, Principal, Purpose } from '@citygraph/contract';
import { type Demands, isLabelled, type OneOf } from './need.ts';

/** Who asks, and for what: what is decided about before any fetch. */
export interface Asker {
  readonly principal: Principal;
  readonly purpose: Purpose | null;
  /** May this document touch S4 and I? */
  readonly mayTouchSensitive: boolean;
}

export interface Refusal {
  readonly coordinate: string;
  readonly code: ErrorCode;
  readonly message: string;
  /** Page on which the caller can change that. */
  readonly link?: string;
}

/** Why this caller does not get this coordinate; null: they do, as far as the token says. The department still judges the subject. */
export function refusalOf(demands: Demands & { readonly coordinate: string }, asker: Asker): Refusal | null {
  const { authenticated, scopes, policies, purposes } = demands;
  const isOpen =
    !authenticated && !isLabelled(demands) && scopes.length === 0 && policies.length === 0 && purposes.length === 0;
  return isOpen ? null : refusalOfDemanding(demands, asker);
}

function refusalOfDemanding(
  demands: Demands & { readonly coordinate: string },
  { principal, purpose, mayTouchSensitive }: Asker,
): Refusal | null {
  const { coordinate, level, authenticated, scopes, policies, purposes } = demands;
  const refuse = (code: ErrorCode, message: string): Refusal => ({ coordinate, code, message });
  const anonymous = principal.subject === null;
  if (anonymous && (authenticated || isLabelled(demands) || scopes.length > 0 || policies.length > 0)) {
    return refuse('UNAUTHENTICATED', `Sign in to see ${coordinate}.`);
  }
  const scope = scopes.find((oneOf) => !holdsOne(oneOf, principal.scopes));
  if (scope) return refuse('FORBIDDEN', `${coordinate} needs the scope ${spell(scope)}.`);
  // There is no policy engine besides the realm: a policy is a role that a token carries.
  const policy = policies.find((oneOf) => !holdsOne(oneOf, principal.roles));
  if (policy) return refuse('FORBIDDEN', `${coordinate} needs the role ${spell(policy)}.`);
  if ((level === 'S4' || level === 'I') && !mayTouchSensitive) {
    return refuse('DOCUMENT_NOT_TRUSTED', `${coordinate} is sensitive: only a registered document may ask for it.`);
  }
  const any = purposes.find((list) => !serves(purpose, list));
  if (any) {
    return refuse(
      'PURPOSE_REQUIRED',
      `${coordinate} is shown for a purpose only: send CityGraph-Purpose with ${any.join(' or ')}.`,
    );
  }
  return null;
}

/** Residents and guardians look at their own: the department's subject rule sees to it that it is theirs. */
function serves(purpose: Purpose | null, any: readonly string[]): boolean {
  return purpose === 'self-service' || (purpose !== null && any.includes(purpose));
}

function holdsOne(oneOf: OneOf, held: readonly string[]): boolean {
  return oneOf.some((all) => all.every((name) => held.includes(name)));
}

function spell(oneOf: OneOf): string {
  return oneOf.map((all) => all.join(' and ')).join(', or ');
}
