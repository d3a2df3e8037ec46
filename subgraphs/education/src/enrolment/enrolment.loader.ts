import { alignRows, defineLoader, findRows, groupRows, type SubgraphContext } from '@citygraph/kit';
import { Enrolment } from './enrolment.entity.ts';
import { Pupil } from './pupil.entity.ts';

export const enrolmentById = defineLoader<string, Enrolment, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, Enrolment, { id: { $in: [...ids] } }), ({ id }) => id),
);

/** Every enrolment of a pupil, the latest year first. */
export const enrolmentsOf = defineLoader<string, Enrolment[], SubgraphContext>(async (residents, { em }) =>
  groupRows(
    residents,
    await findRows(em, Enrolment, { residentId: { $in: [...residents] } }, { orderBy: { academicYear: 'desc' } }),
    ({ residentId }) => residentId,
  ),
);

export const pupilOf = defineLoader<string, Pupil, SubgraphContext>(async (residents, { em }) =>
  alignRows(
    residents,
    await findRows(em, Pupil, { residentId: { $in: [...residents] } }),
    ({ residentId }) => residentId,
  ),
);
