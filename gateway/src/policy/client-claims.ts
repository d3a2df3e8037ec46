import { CityGraphError, isPurpose, type Principal, PURPOSES, type Purpose } from '@citygraph/contract';

/** What a client says about its request, checked as far as the token allows. */
export interface ClientClaims {
  readonly purpose: Purpose | null;
  /** A request, not a fact: government's register decides whether the case is the caller's. */
  readonly caseId: string | null;
}

const CASE_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,59}$/;

/** Headers `CityGraph-Purpose` and `CityGraph-Case`. A resident who says no purpose serves themselves. */
export function clientClaims(
  principal: Principal,
  { purpose, caseId }: { purpose: string | undefined; caseId: string | undefined },
): ClientClaims {
  return { purpose: checkedPurpose(principal, purpose), caseId: checkedCase(principal, caseId) };
}

function checkedPurpose(principal: Principal, said: string | undefined): Purpose | null {
  if (said === undefined || said === '') return principal.resident === null ? null : 'self-service';
  if (!isPurpose(said)) {
    throw new CityGraphError('BAD_USER_INPUT', `CityGraph-Purpose must be one of ${PURPOSES.join(', ')}.`);
  }
  if (principal.subject === null) {
    throw new CityGraphError('UNAUTHENTICATED', `Sign in to ask for the purpose ${said}.`);
  }
  if (said === 'self-service') {
    if (principal.resident !== null) return said;
    // It opens every `@purpose`: no registration of an app gives it to somebody who is no resident.
    throw new CityGraphError('FORBIDDEN', 'Only residents serve themselves: say the purpose of your case.');
  }
  if (principal.app === null) {
    throw new CityGraphError(
      'FORBIDDEN',
      `The access token names no app (azp), so none is registered for the purpose ${said}: sign in by an app that is.`,
    );
  }
  if (!principal.appPurposes.includes(said)) {
    throw new CityGraphError('FORBIDDEN', `The app ${principal.app} is not registered for the purpose ${said}.`);
  }
  return said;
}

function checkedCase(principal: Principal, said: string | undefined): string | null {
  if (said === undefined || said === '') return null;
  if (!CASE_ID.test(said)) {
    throw new CityGraphError(
      'BAD_USER_INPUT',
      'CityGraph-Case must be the id of a case: letters, digits, dots, colons and hyphens, 60 at most.',
    );
  }
  if (principal.subject === null) throw new CityGraphError('UNAUTHENTICATED', 'Sign in to work on a case.');
  return said;
}
