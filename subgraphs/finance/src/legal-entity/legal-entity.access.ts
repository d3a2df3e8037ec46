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

/** What a rule reads of a legal entity. */
export interface LegalEntitySubject {
  readonly uscc: string;
  /** Whether the viewer works for a bank; only the reference knows. */
  readonly askedByBank?: boolean;
}

const entityItself = representative<LegalEntitySubject>(({ uscc }) => uscc);

/** Somebody of a bank, on the bank's case that names the entity, for a credit assessment. */
const bankOnTheCase: SubjectRule<LegalEntitySubject> = allOf(
  officer({ purposes: ['credit-assessment'], subject: ({ uscc }) => [uscc] }),
  subjectRule('of a bank', (_, { askedByBank }) =>
    askedByBank ? allowed('bank') : refused('FORBIDDEN', 'You may not see this, or it does not exist.'),
  ),
);

export const legalEntityAccess: TypeAccess<LegalEntitySubject> = {
  about: ({ uscc }) => [uscc],
  default: entityItself,
  fields: {
    lendingProfile: anyOf(entityItself, bankOnTheCase),
    loanApplicationsConnection: anyOf(entityItself, bankOnTheCase),
  },
};
