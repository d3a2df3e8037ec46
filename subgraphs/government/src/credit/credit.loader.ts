import { alignRows, defineLoader, findRows, groupRows, pageLoader, type SubgraphContext } from '@citygraph/kit';
import { CreditComplaint } from './credit-complaint.entity.ts';
import { WEIGHING } from './credit-rating.rules.ts';
import { PublicCreditRecord } from './public-credit-record.entity.ts';

export const creditRecordById = defineLoader<string, PublicCreditRecord, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, PublicCreditRecord, { id: { $in: [...ids] } }), ({ id }) => id),
);

/** Records of entities, newest first. */
export const creditRecordPages = pageLoader(PublicCreditRecord, {
  parent: 'subjectUscc',
  order: [
    ['effectiveFrom', 'desc'],
    ['id', 'asc'],
  ],
});

/** Every record that weighs in the rating of entities. */
export const weighingRecordsOf = defineLoader<string, PublicCreditRecord[], SubgraphContext>(async (entities, { em }) =>
  groupRows(
    entities,
    await findRows(em, PublicCreditRecord, { subjectUscc: { $in: [...entities] }, category: { $in: [...WEIGHING] } }),
    ({ subjectUscc }) => subjectUscc,
  ),
);

export const creditComplaintById = defineLoader<string, CreditComplaint, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, CreditComplaint, { id: { $in: [...ids] } }), ({ id }) => id),
);
