import { alignRows, defineLoader, findRows, pageLoader, type SubgraphContext } from '@citygraph/kit';
import { LoanApplication } from './loan-application.entity.ts';

export const loanApplicationById = defineLoader<string, LoanApplication, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, LoanApplication, { id: { $in: [...ids] } }), ({ id }) => id),
);

/** An applicant's applications, the latest first. */
export const applicationsOf = pageLoader(LoanApplication, {
  parent: 'applicantUscc',
  order: [
    ['submittedAt', 'desc'],
    ['id', 'asc'],
  ],
});
