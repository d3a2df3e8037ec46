import { alignRows, defineLoader, findRows, type SubgraphContext } from '@citygraph/kit';
import { Agency } from './agency.entity.ts';

export const agencyByUscc = defineLoader<string, Agency, SubgraphContext>(async (codes, { em }) =>
  alignRows(codes, await findRows(em, Agency, { uscc: { $in: [...codes] } }), ({ uscc }) => uscc),
);

/** The city's agency of a field of competence, such as `emergency`. */
export const agencyByField = defineLoader<string, Agency, SubgraphContext>(async (fields, { em }) =>
  alignRows(fields, await findRows(em, Agency, { field: { $in: [...fields] } }), ({ field }) => field),
);

/** USCC of the agencies of some fields. */
export async function agenciesOfFields(fields: readonly string[], context: SubgraphContext): Promise<string[]> {
  const agencies = await Promise.all(fields.map((field) => agencyByField(context).load(field)));
  return agencies.flatMap((agency) => (agency ? [agency.uscc] : []));
}
