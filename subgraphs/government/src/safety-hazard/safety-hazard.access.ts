import type { Purpose } from '@citygraph/contract';
import {
  allOf,
  allowed,
  anyOf,
  inTenancy,
  refused,
  representative,
  type SubjectRule,
  subjectRule,
  type TypeAccess,
  worksOn,
} from '@citygraph/kit';
import { noParty } from '../party/own-matter.ts';
import type { SafetyHazard } from './safety-hazard.entity.ts';
import { isDisclosed } from './safety-hazard.rules.ts';

/** For what officers deal with hazards. */
export const SAFETY_PURPOSES = [
  'emergency-response',
  'city-management',
  'market-supervision',
] as const satisfies readonly Purpose[];

/** What the rules read. A hazard that does not exist has just a key, so that unknown and forbidden look alike. */
export type HazardSubject = Pick<SafetyHazard, 'id' | 'subjectUscc' | 'agencyUscc' | 'divisionCode'> &
  Partial<Pick<SafetyHazard, 'status' | 'level' | 'dueAt'>> & {
    /** USCC of the agencies that watch over hazards. */
    readonly watchers: readonly string[];
  };

const NOT_YOURS = refused('FORBIDDEN', 'You may not see this, or it does not exist.');
const ADVICE = `Officers need a case and one of the purposes ${SAFETY_PURPOSES.join(', ')}.`;

const ofTheFirm = representative<HazardSubject>(({ subjectUscc }) => subjectUscc);

/** At work: a living case and a purpose. The case need not name the firm: what will burn is on no list. */
const safetyOfficer = (
  rule: string,
  agenciesOf: (hazard: HazardSubject) => readonly string[],
): SubjectRule<HazardSubject> =>
  subjectRule(rule, (viewer, hazard, now) => {
    const { agency, roles } = viewer.principal;
    if (agency === null || !roles.includes('officer')) return NOT_YOURS;
    if (!worksOn(viewer, SAFETY_PURPOSES, now)) {
      return viewer.purpose === null ? refused('PURPOSE_REQUIRED', ADVICE) : refused('FORBIDDEN', ADVICE);
    }
    return agenciesOf(hazard).includes(agency) && inTenancy(viewer, hazard.divisionCode) ? allowed(rule) : NOT_YOURS;
  });

const watcher = safetyOfficer('officer of a safety agency', ({ watchers }) => watchers);

const disclosed: SubjectRule<HazardSubject> = subjectRule('disclosed', (_viewer, { status, level, dueAt }, now) =>
  status && level && dueAt && isDisclosed({ status, level, dueAt }, now) ? allowed('disclosed') : NOT_YOURS,
);

/** The firm's representative and officers of the safety agencies. */
export const mayKnowHazard = anyOf(ofTheFirm, watcher);

/** That a major hazard is overdue, where and whose it is, is for anybody signed in; what exactly is wrong is not. */
export const safetyHazardAccess: TypeAccess<HazardSubject> = {
  default: anyOf(disclosed, ofTheFirm, watcher),
  fields: {
    description: mayKnowHazard,
    inspection: mayKnowHazard,
    rectification: mayKnowHazard,
    rectifiedAt: mayKnowHazard,
    verification: mayKnowHazard,
    verifiedAt: mayKnowHazard,
    overdueAlertAt: mayKnowHazard,
  },
};

/** To report is for officers of the safety agencies, within their part of the city. */
export const reportsHazards = watcher;

/** To say that it is put right is for who represents the firm. */
export const rectifiesHazard = ofTheFirm;

/** To verify is for officers of the agency that found it, never of their own firm; that it is another officer is a rule of its own. */
export const verifiesHazard: SubjectRule<HazardSubject> = allOf(
  watcher,
  safetyOfficer('officer of the agency that found it', ({ agencyUscc }) => [agencyUscc]),
  noParty(ofTheFirm),
);

export const unknownHazard = (id: string): HazardSubject => ({
  id,
  subjectUscc: '',
  agencyUscc: '',
  divisionCode: '',
  watchers: [],
});
