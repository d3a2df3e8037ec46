import {
  ANONYMOUS,
  ANONYMOUS_VIEWER,
  type CaseAssignment,
  type Principal,
  type Purpose,
  type Standing,
  type Viewer,
} from '@citygraph/contract';

/** Nobody is signed in. */
export const anonymous = (): Viewer => ANONYMOUS_VIEWER;

const NO_RELATIONS: Standing = {
  resident: null,
  guardianOf: [],
  household: null,
  dwelling: null,
  represents: [],
  case: null,
  version: 'test',
};

/** A signed-in resident with the relations that government would vouch for. */
export function resident(
  id: string,
  relations: Partial<Omit<Standing, 'resident' | 'version'>> = {},
  principal: Partial<Principal> = {},
): Viewer {
  return {
    principal: { ...ANONYMOUS, subject: `sub-${id}`, resident: id, roles: ['resident'], app: 'test', ...principal },
    standing: { ...NO_RELATIONS, ...relations, resident: id },
    purpose: 'self-service',
    receivers: [],
  };
}

export interface OfficerAtWork {
  /** USCC of the agency or institution. */
  readonly agency: string;
  readonly purpose?: Purpose | null;
  readonly case?: CaseAssignment | null;
  readonly roles?: readonly string[];
  readonly divisionPrefix?: string | null;
  readonly subject?: string;
}

/** An officer of an agency, at work on a case or not. */
export function officer({
  agency,
  purpose = null,
  case: assigned = null,
  roles = ['officer'],
  divisionPrefix = null,
  subject = `sub-officer-${agency}`,
}: OfficerAtWork): Viewer {
  return {
    principal: { ...ANONYMOUS, subject, agency, roles, divisionPrefix, app: 'test' },
    standing: { ...NO_RELATIONS, case: assigned },
    purpose,
    receivers: [],
  };
}
