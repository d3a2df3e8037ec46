import { alignRows, defineLoader, findRows, type SubgraphContext } from '@citygraph/kit';
import { Bank } from './bank.entity.ts';

export const bankOf = defineLoader<string, Bank, SubgraphContext>(async (usccs, { em }) =>
  alignRows(usccs, await findRows(em, Bank, { uscc: { $in: [...usccs] } }), ({ uscc }) => uscc),
);
