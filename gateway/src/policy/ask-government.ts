import { CityGraphError, type Principal, type Standing, type Viewer } from '@citygraph/contract';
import type { Caller, SubgraphClient } from '../transport/subgraph-client.ts';

/** Who a principal is to others, as far as the register of the department `government` knows. */
export type StandingOf = (
  principal: Principal,
  caseId: string | null,
  caller: Omit<Caller, 'viewer'>,
) => Promise<Standing>;

/** Government's internal operation `standing`: outside the public API, behind the same hop. */
export function askGovernment(subgraphs: () => SubgraphClient): StandingOf {
  return async (principal, caseId, caller) => {
    const viewer: Viewer = { principal, standing: null, purpose: null, receivers: [] };
    const input = { subject: principal.subject, resident: principal.resident, caseId };
    // A client that goes away must not take the answer from those who wait for the same one.
    const answer = await subgraphs().operate('government', 'standing', input, { ...caller, gone: null, viewer });
    if (!isStanding(answer)) {
      throw new CityGraphError(
        'DEPARTMENT_UNAVAILABLE',
        'The department government gave an answer that cannot be read.',
      );
    }
    return answer;
  };
}

export function isStanding(value: unknown): value is Standing {
  if (typeof value !== 'object' || value === null) return false;
  const { guardianOf, represents, version } = value as Partial<Standing>;
  return Array.isArray(guardianOf) && Array.isArray(represents) && typeof version === 'string';
}
