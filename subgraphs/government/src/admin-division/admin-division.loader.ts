import { alignRows, defineLoader, type SubgraphContext } from '@citygraph/kit';
import { AdminDivision } from './admin-division.entity.ts';

export const adminDivisionByCode = defineLoader<string, AdminDivision, SubgraphContext>(async (codes, { em }) =>
  alignRows(codes, await em.find(AdminDivision, { code: { $in: [...codes] } }), ({ code }) => code),
);
