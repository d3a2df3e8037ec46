import { defineLoader, type SubgraphContext } from '@citygraph/kit';
import { alignMany, alignOne } from '../align-rows.ts';
import { calendarDay } from '../calendar-day.ts';
import { Guardianship } from './guardianship.entity.ts';
import { Resident } from './resident.entity.ts';
import { isMinorOn } from './resident.rules.ts';

export const residentById = defineLoader<string, Resident, SubgraphContext>(async (ids, { em }) =>
  alignOne(ids, await em.find(Resident, { id: { $in: [...ids] } }), ({ id }) => id),
);

/** Minors a person is guardian of, eldest first. */
export const wardsOf = defineLoader<string, Resident[], SubgraphContext>(async (guardians, { em, clock }) => {
  const today = calendarDay(clock.now());
  const links = await em.find(Guardianship, { guardianId: { $in: [...guardians] } });
  const wards = await em.find(
    Resident,
    { id: { $in: links.map(({ wardId }) => wardId) } },
    { orderBy: { birthDate: 'asc', id: 'asc' } },
  );
  const minors = wards.filter(({ birthDate }) => isMinorOn(birthDate, today));
  const pairs = minors.flatMap((ward) =>
    links.filter(({ wardId }) => wardId === ward.id).map(({ guardianId }) => ({ guardianId, ward })),
  );
  return alignMany(guardians, pairs, ({ guardianId }) => guardianId).map((found) => found.map(({ ward }) => ward));
});
