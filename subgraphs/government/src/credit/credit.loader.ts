import { alignRows, defineLoader, groupRows, type SubgraphContext } from '@citygraph/kit';
import { CreditComplaint } from './credit-complaint.entity.ts';
import { PublicCreditRecord } from './public-credit-record.entity.ts';

export const creditRecordById = defineLoader<string, PublicCreditRecord, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await em.find(PublicCreditRecord, { id: { $in: [...ids] } }), ({ id }) => id),
);

/** All records of entities, newest first: what is listed and what is rated come from one statement. */
export const creditRecordsOf = defineLoader<string, PublicCreditRecord[], SubgraphContext>(async (entities, { em }) =>
  groupRows(
    entities,
    await em.find(
      PublicCreditRecord,
      { subjectUscc: { $in: [...entities] } },
      { orderBy: { effectiveFrom: 'desc', id: 'asc' } },
    ),
    ({ subjectUscc }) => subjectUscc,
  ),
);

export const creditComplaintById = defineLoader<string, CreditComplaint, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await em.find(CreditComplaint, { id: { $in: [...ids] } }), ({ id }) => id),
);
