import { type City, opaqueId } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { BUSINESS_SYSTEMS } from './business-systems.ts';
import { SystemRegistration } from './system-registration.entity.ts';

export async function seedSystemRegistrations(em: EntityManager, city: City): Promise<void> {
  const agencyOf = new Map(city.agencies.map(({ field, uscc }) => [field, uscc]));
  const registeredAt = new Date(`${city.asOf}T09:00:00+08:00`);
  await insertRows(
    em,
    SystemRegistration,
    BUSINESS_SYSTEMS.map(({ agency, ...system }) => ({
      ...system,
      id: opaqueId('sys_', `${agency}/${system.name}`),
      agencyUscc: agencyOf.get(agency) ?? '',
      registeredAt,
      registeredBy: 'seed',
    })),
  );
}
