import type { Purpose, Viewer } from '@citygraph/contract';
import {
  anyOf,
  guardian,
  type Keys,
  officer,
  type SubjectRule,
  self,
  signedIn,
  subjectRule,
  type TypeAccess,
  toldElsewhere,
} from '@citygraph/kit';

/** USCC of the Civil Affairs Bureau, which decides on assistance and elder care. */
const CIVIL_AFFAIRS = '11220100MB1C101566';

/** The resident, or a guardian of the minor. */
export function patientSide<T>(residentOf: (object: T) => string): SubjectRule<T> {
  return anyOf(self(residentOf), guardian(residentOf));
}

/** A doctor whose case names the resident, for treatment. */
export function treatingDoctor<T>(residentOf: (object: T) => string): SubjectRule<T> {
  return officer({ purposes: ['medical-treatment'], roles: ['doctor'], subject: (object) => [residentOf(object)] });
}

/** An officer of Civil Affairs whose case names the resident. */
export function assistanceOfficer<T>(residentOf: (object: T) => string): SubjectRule<T> {
  const purposes: Purpose[] = ['social-assistance'];
  return officer({ purposes, agencies: [CIVIL_AFFAIRS], subject: (object) => [residentOf(object)] });
}

/** Whether the viewer asks as the patient or for the patient, and not as an institution. */
export const isPatientSide = ({ principal, standing }: Viewer, residentId: string): boolean =>
  principal.resident === residentId || (standing?.guardianOf.includes(residentId) ?? false);

const id = ({ id: key }: { id: string }): string => key;
const residentId = <T extends { readonly residentId: string }>({ residentId: key }: T): string => key;

const ofResident = <T extends { readonly residentId: string }>(object: T): Keys => [residentId(object)];

/** Fields that health adds to a resident, before anything is loaded. */
export const residentAccess: TypeAccess<{ id: string }> = {
  default: anyOf(patientSide(id), treatingDoctor(id)),
  about: (resident) => [id(resident)],
  fields: {
    appointmentsConnection: patientSide(id),
    consentDirectives: patientSide(id),
    consentDirectivesConnection: patientSide(id),
    coverage: anyOf(patientSide(id), treatingDoctor(id), assistanceOfficer(id)),
    elderCareAssessment: anyOf(patientSide(id), treatingDoctor(id), assistanceOfficer(id)),
  },
};

/** What a rule reads of a record. */
export interface RecordSubject {
  readonly residentId: string;
  /** Institutions that the resident denies the record. */
  readonly deniedTo: readonly string[];
}

/** A record, by whatever route; the resident's own directive shuts an institution out, case or not. */
export const recordRule: SubjectRule<RecordSubject> = anyOf(
  patientSide(residentId),
  unless(treatingDoctor<RecordSubject>(residentId), ({ principal }, { deniedTo }) =>
    deniedTo.includes(principal.agency ?? ''),
  ),
);
export const recordAccess: TypeAccess<RecordSubject> = { default: recordRule, about: ofResident };

/** What a rule reads of an encounter. */
export interface EncounterSubject extends RecordSubject {
  readonly providerUscc: string;
  /** The resident hides this provider's encounters from other institutions. */
  readonly hidden: boolean;
}

export const encounterRule: SubjectRule<EncounterSubject> = anyOf(
  patientSide(residentId),
  unless(
    treatingDoctor<EncounterSubject>(residentId),
    ({ principal }, { deniedTo, hidden, providerUscc }) =>
      deniedTo.includes(principal.agency ?? '') || (hidden && principal.agency !== providerUscc),
  ),
);
export const encounterAccess: TypeAccess<EncounterSubject> = { default: encounterRule, about: ofResident };

/** An appointment concerns the patient's side alone. */
export const appointmentRule: SubjectRule<{ residentId: string }> = patientSide(residentId);
export const appointmentAccess: TypeAccess<{ residentId: string }> = { default: appointmentRule, about: ofResident };

/** A directive, by who may say and end it. */
export const directiveAccess: TypeAccess<{ residentId: string }> = {
  default: patientSide(residentId),
  about: ofResident,
};

/** Value objects without a key: whoever holds one came through a guarded field. */
export const throughParent: TypeAccess<unknown> = { default: signedIn, about: toldElsewhere };

function unless<T>(rule: SubjectRule<T>, refuses: (viewer: Viewer, object: T) => boolean): SubjectRule<T> {
  return subjectRule(`${rule.rule}, unless the resident objects`, (viewer, object, now) =>
    refuses(viewer, object)
      ? { allowed: false, code: 'FORBIDDEN', message: 'You may not see this, or it does not exist.' }
      : rule(viewer, object, now),
  );
}
