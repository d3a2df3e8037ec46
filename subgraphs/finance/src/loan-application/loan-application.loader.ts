import { alignRows, defineLoader, pageLoader, type SubgraphContext } from '@citygraph/kit';
import { LoanApplication } from './loan-application.entity.ts';

export const loanApplicationById = defineLoader<string, LoanApplication, SubgraphContext>(async (ids, { em }) =>
  alignRows(
    ids,
    await em.find(LoanApplication, { id: { $in: [...ids] } }, { disableIdentityMap: true }),
    ({ id }) => id,
  ),
);

/** An applicant's applications, the latest first. */
export const applicationsOf = pageLoader(LoanApplication, {
  parent: 'applicantUscc',
  order: [
    ['submittedAt', 'desc'],
    ['id', 'asc'],
  ],
});
