import { caseAtWork, type Purpose, type Viewer } from '@citygraph/contract';
import { allowed, refused, type SubjectRule, subjectRule, type Verdict } from './rule.ts';

type KeyOf<T> = (object: T) => string | null | undefined;

const FORBIDDEN = refused('FORBIDDEN', 'You may not see this, or it does not exist.');

/** Anybody, signed in or not. */
export const everyone: SubjectRule<unknown> = subjectRule('everyone', () => allowed('everyone'));

/** Anybody who is signed in. */
export const signedIn: SubjectRule<unknown> = subjectRule('signed in', ({ principal }) =>
  principal.subject === null ? refused('UNAUTHENTICATED', 'Sign in first.') : allowed('signed in'),
);

/** The resident the object is about. */
export function self<T>(residentOf: KeyOf<T>): SubjectRule<T> {
  return subjectRule('self', ({ principal }, object) => {
    const resident = residentOf(object);
    return resident != null && principal.resident === resident ? allowed('self') : FORBIDDEN;
  });
}

/** A guardian of the minor the object is about, as government's standing says. */
export function guardian<T>(residentOf: KeyOf<T>): SubjectRule<T> {
  return subjectRule('guardian', ({ standing }, object) => {
    const resident = residentOf(object);
    return resident != null && standing?.guardianOf.includes(resident) ? allowed('guardian') : FORBIDDEN;
  });
}

/** Someone of the household the object belongs to. */
export function householdMember<T>(householdOf: KeyOf<T>): SubjectRule<T> {
  return subjectRule('household member', ({ standing }, object) => {
    const household = householdOf(object);
    return household != null && standing?.household === household ? allowed('household member') : FORBIDDEN;
  });
}

/** The legal representative of the entity (USCC) the object is about. */
export function representative<T>(usccOf: KeyOf<T>): SubjectRule<T> {
  return subjectRule('representative', ({ standing }, object) => {
    const uscc = usccOf(object);
    return uscc != null && standing?.represents.includes(uscc) ? allowed('representative') : FORBIDDEN;
  });
}

export interface OfficerOptions<T> {
  /** Lawful purposes; the viewer's must be one of them and one of the case's. */
  readonly purposes: readonly Purpose[];
  /** USCC of the competent agencies; default: whichever the case was assigned to. */
  readonly agencies?: readonly string[];
  /** Realm roles, one of which is needed. */
  readonly roles?: readonly string[];
  /** Keys under which the object's subject may stand in the case. */
  readonly subject: (object: T) => readonly string[];
  /** Division of the object, judged against the officer's prefix; null: the object lies in no division. */
  readonly divisionOf?: (object: T) => string | null;
}

/** An officer with competence, a living case that names the subject, and a purpose that fits the case. */
export function officer<T>({ purposes, agencies, roles, subject, divisionOf }: OfficerOptions<T>): SubjectRule<T> {
  const advice = `Officers need a case that names the subject and one of the purposes ${purposes.join(', ')}.`;
  return subjectRule(`officer for ${purposes.join(' or ')}`, (viewer, object, now) => {
    if (!worksOn(viewer, purposes, now)) return refusal(viewer, advice);
    const { principal, standing } = viewer;
    if (agencies && !agencies.includes(principal.agency ?? '')) return FORBIDDEN;
    if (roles && !roles.some((role) => principal.roles.includes(role))) return FORBIDDEN;
    if (divisionOf && !inTenancy(viewer, divisionOf(object))) return FORBIDDEN;
    return subject(object).some((key) => standing?.case?.subjects.includes(key)) ? allowed('officer') : FORBIDDEN;
  });
}

/** Whether the viewer is an officer at work: own agency's living case, and a purpose that the case allows. */
export function worksOn(viewer: Viewer, purposes: readonly Purpose[], now: Date): boolean {
  return viewer.purpose !== null && purposes.includes(viewer.purpose) && caseAtWork(viewer, now.getTime()) !== null;
}

/** Whether a division lies in the part of the city the viewer's competence is limited to. */
export function inTenancy({ principal }: Viewer, division: string | null): boolean {
  return principal.divisionPrefix === null || (division?.startsWith(principal.divisionPrefix) ?? false);
}

/** Says of the viewer alone, never of the object, what is missing: so it gives nothing away. */
function refusal({ principal, purpose }: Viewer, advice: string) {
  if (principal.agency === null) return FORBIDDEN;
  return purpose === null ? refused('PURPOSE_REQUIRED', advice) : refused('FORBIDDEN', advice);
}

/** The first rule that allows; if none does, the most telling refusal. */
export function anyOf<T>(...rules: readonly SubjectRule<T>[]): SubjectRule<T> {
  return subjectRule(rules.map(({ rule }) => rule).join(' or '), (viewer, object, now) => {
    const refusals: Exclude<Verdict, { allowed: true }>[] = [];
    for (const rule of rules) {
      const verdict = rule(viewer, object, now);
      if (verdict.allowed) return verdict;
      if (verdict !== FORBIDDEN) refusals.push(verdict);
    }
    return refusals.find(({ code }) => code !== 'FORBIDDEN') ?? refusals[0] ?? FORBIDDEN;
  });
}

/** Every rule must allow. */
export function allOf<T>(...rules: readonly SubjectRule<T>[]): SubjectRule<T> {
  return subjectRule(rules.map(({ rule }) => rule).join(' and '), (viewer, object, now) => {
    let all: Verdict = FORBIDDEN;
    for (const rule of rules) {
      const verdict = rule(viewer, object, now);
      if (!verdict.allowed) return verdict;
      all = verdict;
    }
    return all;
  });
}
