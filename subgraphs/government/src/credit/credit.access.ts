import {
  allOf,
  allowed,
  anyOf,
  officer,
  refused,
  representative,
  type SubjectRule,
  subjectRule,
  type TypeAccess,
} from '@citygraph/kit';
import type { LegalEntity } from '../legal-entity/legal-entity.entity.ts';
import { noParty } from '../party/own-matter.ts';
import type { CreditComplaint } from './credit-complaint.entity.ts';
import { CREDIT_PURPOSES, SELF_DECLARED } from './declare-credit.rules.ts';
import type { PublicCreditRecord } from './public-credit-record.entity.ts';

const NOT_YOURS = refused('FORBIDDEN', 'You may not see this, or it does not exist.');

/** What an agency decided is public; its wording is for those who sign in. */
const decidedByAnAgency: SubjectRule<PublicCreditRecord> = subjectRule(
  'decided by an agency',
  (_viewer, { category }) => (SELF_DECLARED.includes(category) ? NOT_YOURS : allowed('decided by an agency')),
);

/** That a record exists, its category, source and dates are public (S1); this is about its wording. */
export const publicCreditRecordAccess: TypeAccess<PublicCreditRecord> = {
  about: ({ subjectUscc }) => [subjectUscc],
  default: anyOf(
    decidedByAnAgency,
    representative(({ subjectUscc }) => subjectUscc),
    officer({
      purposes: [...CREDIT_PURPOSES, 'credit-assessment', 'project-approval'],
      subject: ({ subjectUscc }) => [subjectUscc],
      divisionOf: ({ division }) => division,
    }),
  ),
};

/** What a rule reads. A complaint that does not exist has just a key, so that unknown and forbidden look alike. */
export type ComplaintSubject = Pick<CreditComplaint, 'id' | 'subjectUscc' | 'filedBy' | 'division'>;

const complainant: SubjectRule<ComplaintSubject> = subjectRule('complainant', ({ principal }, { filedBy }) =>
  principal.subject !== null && principal.subject === filedBy ? allowed('complainant') : NOT_YOURS,
);

const officerOnComplaint = officer<ComplaintSubject>({
  purposes: CREDIT_PURPOSES,
  subject: ({ id, subjectUscc }) => [id, subjectUscc],
  divisionOf: ({ division }) => division,
});

export const creditComplaintAccess: TypeAccess<ComplaintSubject> = {
  default: anyOf(complainant, officerOnComplaint),
  about: ({ subjectUscc }) => [subjectUscc],
};

/** A complaint with the agency that answers for it: the record's source, or the keeper of the register. */
export type ComplaintInHand = ComplaintSubject & { readonly competentUscc: string };

const roleOfficer: SubjectRule<unknown> = subjectRule('officer by role', ({ principal }) =>
  principal.roles.includes('officer') ? allowed('officer by role') : NOT_YOURS,
);

/** To decide is for an officer of that agency who works on the complaint or the entity and is on neither side. */
export const decidesComplaint: SubjectRule<ComplaintInHand> = allOf(
  officerOnComplaint,
  roleOfficer,
  subjectRule<ComplaintInHand>('officer of the competent agency', ({ principal }, { competentUscc }) =>
    principal.agency === competentUscc ? allowed('officer of the competent agency') : NOT_YOURS,
  ),
  noParty(
    anyOf(
      complainant,
      representative(({ subjectUscc }) => subjectUscc),
    ),
  ),
);

/** To enter what an agency decided is for its officers who work on the entity and do not represent it. */
export const entersCredit: SubjectRule<Pick<LegalEntity, 'uscc' | 'division'>> = allOf(
  officer({
    purposes: CREDIT_PURPOSES,
    roles: ['officer'],
    subject: ({ uscc }) => [uscc],
    divisionOf: ({ division }) => division,
  }),
  noParty(representative(({ uscc }) => uscc)),
);

export const unknownComplaint = (id: string): ComplaintSubject => ({
  id,
  subjectUscc: '',
  filedBy: '',
  division: null,
});
