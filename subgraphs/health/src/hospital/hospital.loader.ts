import { defineLoader, findRows, type SubgraphContext } from '@citygraph/kit';
import { Hospital } from './hospital.entity.ts';

const ALL = 'all';

/** Hospitals are few: they are read once a request, whatever is asked of them. */
const allHospitals = defineLoader<typeof ALL, Hospital[], SubgraphContext>(async (keys, { em }) => {
  const hospitals = await findRows(em, Hospital, {}, { orderBy: { level: 'desc', uscc: 'asc' } });
  return keys.map(() => hospitals);
});

export const hospitals = async (context: SubgraphContext): Promise<Hospital[]> =>
  (await allHospitals(context).load(ALL)) ?? [];
