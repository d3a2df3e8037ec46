import { alignRows, defineLoader, findRows, type SubgraphContext } from '@citygraph/kit';
import { AdminDivision } from './admin-division.entity.ts';

export const adminDivisionByCode = defineLoader<string, AdminDivision, SubgraphContext>(async (codes, { em }) =>
  alignRows(codes, await findRows(em, AdminDivision, { code: { $in: [...codes] } }), ({ code }) => code),
);
