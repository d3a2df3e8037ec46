import { anyOf, officer, representative, subjectRule, type TypeAccess } from '@citygraph/kit';
import { administrator } from '../administrator.ts';
import { type AboutSomebody, speaksFor } from '../consent/consent.access.ts';
import type { ExchangeRecordRow } from './exchange-record.entity.ts';

/** An approval whose officers looked at data for it. */
export interface ApprovalSubject {
  readonly projectCode: string;
  /** null: government says none to this viewer. */
  readonly applicant?: { readonly uscc: string } | null;
}

/** A record as one of its subjects sees it; `subjectKey` is empty where it was asked for by its key, or of an approval. */
export type SeenRecord = ExchangeRecordRow & AboutSomebody & { readonly approval?: ApprovalSubject };

/** Who applied, and the officers who work on the project: the data was looked at for it. */
const ofApproval = anyOf<ApprovalSubject>(
  representative(({ applicant }) => applicant?.uscc),
  officer({ purposes: ['project-approval'], subject: ({ projectCode }) => [projectCode] }),
);

export const parallelApprovalCaseAccess: TypeAccess<ApprovalSubject> = {
  default: ofApproval,
  about: ({ applicant }) => [applicant?.uscc],
};

const ofItsApproval = subjectRule<SeenRecord>(ofApproval.rule, (viewer, { approval }, now) =>
  ofApproval(viewer, approval ?? NO_APPROVAL, now),
);
const NO_APPROVAL: ApprovalSubject = { projectCode: '' };

/** Whose data was seen, and administrators. */
export const exchangeRecordAccess: TypeAccess<SeenRecord> = {
  default: anyOf<SeenRecord>(speaksFor, administrator, ofItsApproval),
  // Whose it is an administrator does not learn, who asks for one by its key.
  about: ({ subjectKey, approval }) => [subjectKey || approval?.applicant?.uscc],
};
