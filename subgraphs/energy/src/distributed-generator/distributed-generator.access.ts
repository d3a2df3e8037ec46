import {
  allowed,
  anyOf,
  guardian,
  officer,
  refused,
  representative,
  type SubjectRule,
  self,
  subjectRule,
  type TypeAccess,
} from '@citygraph/kit';

const FORBIDDEN = refused('FORBIDDEN', 'You may not see this, or it does not exist.');

/** `Resident.id` or USCC, as a register of rights writes it. */
const isOneOf = (resident: string | null, represents: readonly string[], holders: readonly string[]): boolean =>
  holders.some((holder) => holder === resident || represents.includes(holder));

/** A holder of rights in a parcel, or the representative of one. */
export const rightsHolder = subjectRule<{ holders: readonly string[] }>(
  'rights holder',
  ({ principal, standing }, { holders }) =>
    holders && isOneOf(principal.resident, standing?.represents ?? [], holders) ? allowed('rights holder') : FORBIDDEN,
);

export interface GeneratorSubject {
  readonly mrid: string;
  readonly parcelId: string;
  readonly applicant: string;
  readonly operatorUscc: string;
  readonly status: string;
}

/** Who applied, or the representative of the firm that did. */
export const applicantSide = subjectRule<GeneratorSubject>('applicant', ({ principal, standing }, { applicant }) =>
  isOneOf(principal.resident, standing?.represents ?? [], [applicant]) ? allowed('applicant') : FORBIDDEN,
);

/** The representative of the electricity utility: it alone decides. */
export const gridSide: SubjectRule<GeneratorSubject> = representative(({ operatorUscc }) => operatorUscc);

/** Both sides, and an officer on a case that names the generator or the parcel. */
export const seesApplication: SubjectRule<GeneratorSubject> = anyOf(
  applicantSide,
  gridSide,
  officer({ purposes: ['energy-audit', 'project-approval'], subject: ({ mrid, parcelId }) => [mrid, parcelId] }),
);

/** What is connected is public; an application is its two sides'. */
export const isPublic = ({ status }: { readonly status: string }): boolean => status === 'CONNECTED';

export const distributedGeneratorAccess: TypeAccess<GeneratorSubject> = {
  default: seesApplication,
  about: ({ applicant }) => [applicant],
};

const own = self<{ id: string }>(({ id }) => id);

/** A resident's own lists; what they let others see is their guardians' to look after too. */
export const applicantAccess: TypeAccess<{ id: string }> = {
  default: own,
  about: ({ id }) => [id],
  fields: {
    usageSharesConnection: anyOf(
      own,
      guardian(({ id }) => id),
    ),
  },
};
