import { defineLoader, type SubgraphContext } from '@citygraph/kit';
import { alignOne } from '../align-rows.ts';
import { AdminDivision } from './admin-division.entity.ts';

export const adminDivisionByCode = defineLoader<string, AdminDivision, SubgraphContext>(async (codes, { em }) =>
  alignOne(codes, await em.find(AdminDivision, { code: { $in: [...codes] } }), ({ code }) => code),
);
