import { defineLoader, type SubgraphContext } from '@citygraph/kit';
import { alignOne } from '../align-rows.ts';
import { Agency } from './agency.entity.ts';

export const agencyByUscc = defineLoader<string, Agency, SubgraphContext>(async (usccs, { em }) =>
  alignOne(usccs, await em.find(Agency, { uscc: { $in: [...usccs] } }), ({ uscc }) => uscc),
);
