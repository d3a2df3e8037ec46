import { alignRows, cityDay, defineLoader, findRows, groupRows, type SubgraphContext } from '@citygraph/kit';
import { Guardianship } from './guardianship.entity.ts';
import { Resident } from './resident.entity.ts';
import { isMinorOn } from './resident.rules.ts';

export const residentById = defineLoader<string, Resident, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, Resident, { id: { $in: [...ids] } }), ({ id }) => id),
);

/** Minors a person is guardian of, eldest first. */
export const wardsOf = defineLoader<string, Resident[], SubgraphContext>(async (guardians, { em, clock }) => {
  const today = cityDay(clock.now());
  const links = await findRows(em, Guardianship, { guardianId: { $in: [...guardians] } });
  const wards = await findRows(
    em,
    Resident,
    { id: { $in: links.map(({ wardId }) => wardId) } },
    { orderBy: { birthDate: 'asc', id: 'asc' } },
  );
  const minors = wards.filter(({ birthDate }) => isMinorOn(birthDate, today));
  const pairs = minors.flatMap((ward) =>
    links.filter(({ wardId }) => wardId === ward.id).map(({ guardianId }) => ({ guardianId, ward })),
  );
  return groupRows(guardians, pairs, ({ guardianId }) => guardianId).map((found) => found.map(({ ward }) => ward));
});
