import { ageOn, type City, opaqueId } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { householdDivisions } from '../household/household-divisions.ts';
import { SERVICE_CATALOGUE } from '../public-service/service-catalogue.ts';
import { ServiceApplication } from './service-application.entity.ts';
import { applicationDueAt } from './service-application.rules.ts';

const DAY_MS = 86_400_000;

/** One adult in twelve has applied for something lately, and so has the demo parent. */
export async function seedServiceApplications(em: EntityManager, city: City): Promise<void> {
  const random = city.random('government/applications');
  const divisions = householdDivisions(city);
  const agencyOf = new Map(city.agencies.map(({ field, uscc }) => [field, uscc]));
  const services = SERVICE_CATALOGUE.filter(({ audience }) => audience === 'CITIZEN');
  const today = Date.parse(`${city.asOf}T09:00:00+08:00`);
  const adults = city.residents.filter(({ birthDate }) => ageOn(birthDate, city.asOf) >= 18);
  const applicants = adults.filter(({ id }) => random.chance(1 / 12) || id === city.demo.parent.resident);
  await insertRows(
    em,
    ServiceApplication,
    applicants.map(({ id, household }) => {
      const service = random.pick(services);
      const submittedAt = new Date(today - random.int(1, 60) * DAY_MS);
      const dueAt = applicationDueAt(submittedAt, service);
      const open = dueAt !== null && dueAt.getTime() > today;
      return {
        id: opaqueId('app_', `${id}/${service.id}`),
        serviceId: service.id,
        agencyUscc: agencyOf.get(service.agency) ?? '',
        applicantResident: id,
        applicantUscc: null,
        status: open ? 'SUBMITTED' : random.chance(0.9) ? 'GRANTED' : 'REJECTED',
        formData: '{}',
        submittedAt,
        dueAt,
        division: divisions.get(household) ?? null,
      } as const;
    }),
  );
}
